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
  /** Without one the call may stay open for as long as its node likes. */
  readonly timeoutMs?: number
  readonly signal?: AbortSignal | undefined
  /** The call may take long: where the transport can, it gets a line of its own. */
  readonly long?: boolean
  /** The call is written only to the lightningd whose socket this is; else it stays unsent. */
  readonly identity?: string | undefined
}

export type Transport = {
  /** Never rejects. */
  call(
    method: string,
    params: Readonly<Record<string, unknown>>,
    options: CallOptions
  ): Promise<Answer>
  /** What changes with every start of lightningd, where the transport can tell. */
  identity(): Promise<string | undefined>
  /** Whatever is asked from now on goes over a connection that was opened after this. */
  reconnect(): void
  close(): Promise<void>
}
