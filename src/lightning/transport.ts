// What every way to a lightningd (unix socket, CLNRest, Sparko) gives the driver: one call, and
// exactly what became of it.

/**
 * - result, error: the node's own answer
 * - unsent: not a byte of the request was written
 * - silent: something may have been written, and no answer was read: nothing is known
 */
export type Answer =
  | { readonly is: 'result'; readonly result: unknown }
  | { readonly is: 'error'; readonly code: number; readonly message: string }
  | { readonly is: 'unsent'; readonly why: string }
  | { readonly is: 'silent'; readonly why: string }

export type CallOptions = {
  readonly timeoutMs: number
  readonly signal?: AbortSignal | undefined
  /** The call may take long: where the transport can, it gets a line of its own. */
  readonly long?: boolean
}

export type Transport = {
  /** Never rejects. */
  call(
    method: string,
    params: Readonly<Record<string, unknown>>,
    options: CallOptions
  ): Promise<Answer>
  /** When this lightningd was started, in unix milliseconds, where the transport can tell. */
  startedAt(): Promise<number | undefined>
  close(): Promise<void>
}
