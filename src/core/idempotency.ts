// One effect per key: what a caller's Idempotency-Key and request come down to in the ledger.
import { hash } from 'node:crypto'
import { AppError } from './errors.ts'
import { fromHex, type Id } from './ids.ts'

/**
 * `key` names what is asked for, `fingerprint` the request that
 * it was made with; both 16 bytes of a SHA-256, as uuid.
 */
export type Key = { readonly key: Id; readonly fingerprint: Id }

/** What a key was used for before. */
export type Used = { readonly fingerprint: Id; readonly resource: Id }

/** What a key is claimed for before that is made: a new id, or that of the first time. */
export type Claimed = { readonly id: Id; readonly replayed: boolean }

export const KEY_REUSED = 'This Idempotency-Key came with another request before; use a new one'

/**
 * What a repeat of a request is answered with: what its first time made.
 * @throws {AppError} where the key came with another request
 */
export function replayed(used: Used, { fingerprint }: Key): Id {
  if (used.fingerprint === fingerprint) return used.resource
  throw new AppError('idempotency_key_reused', KEY_REUSED)
}

const digest = (text: string): Id => fromHex(hash('sha256', text, 'hex').slice(0, 32))

/**
 * Keys are scoped to their owner, mostly an account; the fingerprint is method,
 * path and parsed body, whatever the order of its fields.
 */
export const keyOf = (
  owner: string,
  key: string,
  request: { readonly method: string; readonly path: string; readonly body: unknown }
): Key => ({
  key: digest(`${owner}\n${key}`),
  fingerprint: digest(`${request.method}\n${request.path}\n${canonical(request.body)}`)
})

/**
 * The same text for the same value, as long as fingerprints are kept. No JSON is `undefined`, as
 * the body of a request without one is.
 */
const canonical = (value: unknown): string =>
  value === undefined ? 'undefined' : JSON.stringify(sorted(value))

function sorted(value: unknown): unknown {
  if (typeof value !== 'object' || value === null) return value
  if (Array.isArray(value)) return value.map(sorted)
  const fields = Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1))
  return Object.fromEntries(fields.map(([name, v]) => [name, sorted(v)]))
}
