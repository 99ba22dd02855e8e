// Parses the text of a request, or returns lightningd's error for it.
import { jsonIn } from '../../core/json-in.ts'
import { INVALID_REQUEST } from './error.ts'

export type Id = string | number | boolean | null | object

export type Request =
  | {
      readonly is: 'call'
      readonly id: Id
      readonly method: string
      readonly params: unknown
      readonly raw: string
    }
  /** `mute`: lightningd sends nothing more on this socket (recorded in raw-after-malformed). */
  | {
      readonly is: 'malformed'
      readonly id: Id
      readonly code: number
      readonly message: string
      readonly mute: boolean
    }

/** `rest` is the text after it in the buffer, which the message quotes too. */
export function readRequest(raw: string, rest: string): Request {
  const json = jsonIn(raw) as object | undefined
  if (json === undefined) return unparsable(raw + rest)
  if (!('jsonrpc' in json)) {
    const message = `JSON-RPC message does not contain "jsonrpc" field: '${raw}'`
    return malformed(null, message, true)
  }
  if (!('id' in json)) return malformed(null, 'No id', false)
  const id = json.id as Id
  if (!('method' in json)) return malformed(id, 'No method', false)
  if (!('params' in json)) return malformed(id, 'No params', false)
  return { is: 'call', id, method: String(json.method), params: json.params, raw }
}

export const unparsable = (buffer: string): Request =>
  malformed(null, `Failed to parse RPC JSON response '${buffer}'`, true)

const malformed = (id: Id, message: string, mute: boolean): Request => ({
  is: 'malformed',
  id,
  code: INVALID_REQUEST,
  message,
  mute
})
