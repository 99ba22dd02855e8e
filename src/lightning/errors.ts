// How a call to the node fails: refused by it, or without an answer.

/** The node refused: a JSON-RPC error to a method other than pay. */
export class NodeRefused extends Error {
  override readonly name = 'NodeRefused'
  readonly code: number
  constructor(method: string, code: number, message: string) {
    super(`${method}: ${message} (${code})`)
    this.code = code
  }
}

/** The node did not answer in time, or the connection broke: nothing is known. */
export class NodeSilent extends Error {
  override readonly name = 'NodeSilent'
}
