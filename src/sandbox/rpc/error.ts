// A JSON-RPC error; codes and messages are lightningd's.
export class RpcError extends Error {
  override readonly name = 'RpcError'
  readonly code: number
  readonly data: object | undefined

  constructor(code: number, message: string, data?: object) {
    super(message)
    this.code = code
    this.data = data
  }
}

export const INVALID_REQUEST = -32600
export const UNKNOWN_METHOD = -32601
export const INVALID_PARAMS = -32602

export const badParam = (name: string, wish: string): RpcError =>
  new RpcError(INVALID_PARAMS, `${name}: ${wish}: invalid token (see logs for details)`)
