// JSON-RPC as lightningd speaks it on its socket: serialises requests, parses answers, keeps big
// integers exact.
import { isObject } from '../core/is-object.ts'
import type { Answer } from './transport.ts'

export type Message =
  | { readonly is: 'answer'; readonly id: string; readonly answer: Answer }
  /** A notification, or white space: nobody waits for it. */
  | { readonly is: 'notice' }
  /** Never sent by lightningd for a valid request; after `id: null` the socket stays silent. */
  | { readonly is: 'malformed'; readonly why: string }

export const encode = (id: string, method: string, params: object): string =>
  JSON.stringify({ jsonrpc: '2.0', id, method, params })

export function decode(frame: Buffer): Message {
  const text = frame.toString('utf8')
  if (text.trim() === '') return { is: 'notice' }
  try {
    return read(parse(text))
  } catch {
    return { is: 'malformed', why: 'an answer that is not JSON' }
  }
}

function read(value: unknown): Message {
  if (!isObject(value)) return { is: 'malformed', why: 'an answer that is not an object' }
  const { id, error, method } = value
  if (id === undefined && typeof method === 'string') return { is: 'notice' }
  if (typeof id !== 'string') return { is: 'malformed', why: 'an answer to no request of ours' }
  if (isObject(error) && typeof error['code'] === 'number') {
    const message = typeof error['message'] === 'string' ? error['message'] : 'no message'
    return { is: 'answer', id, answer: { is: 'error', code: error['code'], message } }
  }
  if ('result' in value)
    return { is: 'answer', id, answer: { is: 'result', result: value['result'] } }
  return { is: 'malformed', why: 'an answer with neither result nor error' }
}

/**
 * Integers that exceed a double, such as groupid, become bigint; the slower parser is used only if
 * there may be one.
 */
export const parse = (text: string): unknown =>
  /\d{16}/.test(text) ? JSON.parse(text, exact) : JSON.parse(text)

function exact(_key: string, value: unknown, context?: { readonly source?: string }): unknown {
  if (typeof value !== 'number' || Number.isSafeInteger(value)) return value
  const source = context?.source ?? ''
  return /^-?\d+$/.test(source) ? BigInt(source) : value
}
