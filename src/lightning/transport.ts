// The interface of every transport to lightningd (unix socket, CLNRest, Sparko): one call, and
// exactly what became of it.

/**
 * - result, error: the node's own answer; `date` is its machine's clock (unix seconds), over HTTP
 * - unsent: not a byte of the request was written
 * - silent: something may have been written, and no answer was read: nothing is known
 */
export type Answer =
  | { readonly is: 'result'; readonly result: unknown; readonly date?: number | undefined }
  | { readonly is: 'error'; readonly code: number; readonly message: string }
  | { readonly is: 'unsent'; readonly why: string }
  | { readonly is: 'silent'; readonly why: string }

export type CallOptions = {
  /** Without it the call may stay open for as long as the node likes. */
  readonly timeoutMs?: number
  readonly signal?: AbortSignal | undefined
  /** The call may take long: if the transport can, it uses a connection of its own. */
  readonly long?: boolean
  /** The call is written only to the lightningd with this socket; otherwise it stays unsent. */
  readonly identity?: string | undefined
}

export type Transport = {
  /** Never rejects. */
  call(
    method: string,
    params: Readonly<Record<string, unknown>>,
    options: CallOptions
  ): Promise<Answer>
  /** Changes with every start of lightningd, if the transport can tell. */
  identity(): Promise<string | undefined>
  /** Calls after this use connections that were opened after it. */
  reconnect(): void
  close(): Promise<void>
}
