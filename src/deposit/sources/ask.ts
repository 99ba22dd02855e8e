// Sends an HTTP request to a source: returns a JSON answer with its status, or throws.
import { AppError } from '../../core/errors.ts'
import { isObject } from '../../core/is-object.ts'
import type { Fetch } from '../../net/fetch.ts'
import { SourceRefused } from '../source.ts'

export type Answer = { readonly status: number; readonly body: unknown }

export type Ask = (method: 'GET' | 'POST', path: string, body?: object) => Promise<Answer>

/**
 * Limits of an answer that grows with every payment: Electrum's history, charge's list. A thousand
 * transactions are a megabyte; the deadline is shorter than the lease of a look.
 */
export const HISTORY_LIMITS = { deadlineMs: 25_000, maxBytes: 64_000_000 } as const

/** No answer, or one that only says that it cannot answer now: nothing is known. */
export class SourceAway extends Error {
  override readonly name = 'SourceAway'
  /** undefined: no answer. */
  readonly status: number | undefined

  constructor(asked: string, status?: number, cause?: unknown) {
    super(`${asked}: ${status ?? 'no answer'}`, { cause })
    this.status = status
  }
}

/**
 * @param fetch the guarded client, for addresses that the operator chose
 * @throws `SourceAway` if nobody answers, or only says that it cannot now
 */
export const asking =
  (fetch: Fetch, base: string, headers: Readonly<Record<string, string>>): Ask =>
  async (method, path, body) => {
    const wanted = { accept: 'application/json', ...headers }
    const response = await fetch(`${base.replace(/\/+$/, '')}${path}`, {
      method,
      headers: body === undefined ? wanted : { ...wanted, 'content-type': 'application/json' },
      redirect: 'manual',
      body: body === undefined ? null : JSON.stringify(body)
    }).catch((cause: unknown) => {
      throw new SourceAway(`${method} ${pathOf(path)}`, undefined, cause)
    })
    const { status } = response
    const text = await response.text()
    if (status >= 500 || status === 408 || status === 429 || (status >= 300 && status < 400)) {
      throw new SourceAway(`${method} ${pathOf(path)}`, status)
    }
    return { status, body: parsed(text) }
  }

/** Query strings name orders, which the log does not need. */
const pathOf = (path: string): string => path.split('?')[0] ?? path

/** Text that is not JSON stays text. */
function parsed(text: string): unknown {
  try {
    return JSON.parse(text) as unknown
  } catch {
    return text
  }
}

/** The error for a caller when a source provided nothing to show. */
export function notOpened(name: string, cause: unknown): unknown {
  if (!(cause instanceof SourceAway || cause instanceof SourceRefused)) return cause
  const detail = `${name} gave nothing to pay to; send the request again with the same Idempotency-Key`
  return new AppError('not_ready', detail, [], cause)
}

/** The JSON object, or an empty one if it is not an object. */
export const fieldsOf = (value: unknown): Readonly<Record<string, unknown>> =>
  isObject(value) ? value : {}

export const listOf = (value: unknown): readonly unknown[] => (Array.isArray(value) ? value : [])

/**
 * The JSON list, of which what is missing counts as gone.
 * @throws `SourceRefused` if it is none, like the page of a proxy: that proves nothing
 */
export const manyOf = (value: unknown, what: string): readonly unknown[] =>
  need(Array.isArray(value) ? value : undefined, `list of ${what}`)

export const textOf = (value: unknown): string | undefined =>
  typeof value === 'string' && value !== '' ? value : undefined

/** @throws `SourceRefused`: it answered, but not according to its contract. */
export function need<T>(value: T | undefined, what: string): T {
  if (value === undefined) throw new SourceRefused(`the answer has no ${what}`)
  return value
}
