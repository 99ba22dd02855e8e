// Derives the ledger's key and fingerprint from a caller's Idempotency-Key and request: one effect
// per key.
import { hash } from 'node:crypto'
import { AppError } from './errors.ts'
import { fromHex, type Id } from './ids.ts'

/** `key` identifies the effect, `fingerprint` its request: 16 bytes of a SHA-256 each, as uuid. */
export type Key = { readonly key: Id; readonly fingerprint: Id }

/** Which request and resource a key was used for before. */
export type Used = { readonly fingerprint: Id; readonly resource: Id }

/** The id claimed in advance for the resource of a key: a new one, or that of the first time. */
export type Claimed = { readonly id: Id; readonly replayed: boolean }

export const KEY_REUSED = 'This Idempotency-Key came with another request before; use a new one'

/**
 * The answer to a repeated request: the resource that the first one created.
 * @throws {AppError} if the key came with another request
 */
export function replayed(used: Used, { fingerprint }: Key): Id {
  if (used.fingerprint === fingerprint) return used.resource
  throw new AppError('idempotency_key_reused', KEY_REUSED)
}

/** The first request with this key is still under way, here or at another gateway. */
export const keyInUse = (): AppError =>
  new AppError('idempotency_key_in_use', 'a request with this key is still under way; ask again')

const digest = (text: string): Id => fromHex(hash('sha256', text, 'hex').slice(0, 32))

/**
 * Keys are scoped to their owner, usually an account; the fingerprint covers method, path and
 * parsed body, whatever the order of fields.
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
 * Serialises equal values to equal text; must not change while fingerprints are kept. A request
 * without a body serialises to `undefined`, which is no JSON.
 */
const canonical = (value: unknown): string =>
  value === undefined ? 'undefined' : JSON.stringify(sorted(value))

function sorted(value: unknown): unknown {
  if (typeof value !== 'object' || value === null) return value
  if (Array.isArray(value)) return value.map(sorted)
  const fields = Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1))
  return Object.fromEntries(fields.map(([name, v]) => [name, sorted(v)]))
}
