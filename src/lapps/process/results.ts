// Validates a LApp's answer: a value of the contract, a refusal, or a failure. It is untrusted
// input.
import { Ajv } from '../contract/ajv.ts'
import { msat, MSAT_MAX } from '../../core/msat.ts'
import { plainLines } from '../../core/plain-text.ts'
import type { Delivery, Invoice, Quote, RefusalCode } from '../contract/define.ts'
import type { Input, Read } from '../contract/form-check.ts'
import type { HostEnding } from './host.ts'
import type { Call } from './protocol.ts'

export type Values = {
  readonly quote: Quote
  readonly invoice: Invoice
  readonly deliver: Delivery<Input>
}

/**
 * - upstream: the service did not answer, or not as expected
 * - bug: the LApp violated the contract; details are in the log
 * - time, busy: no answer in time; too many calls wait already
 * - setup: it lacks a secret, or there is no such LApp or call
 * - resting: it failed repeatedly and is left alone for a moment
 * - cancelled: by the caller's own signal
 */
export type Because = 'upstream' | 'bug' | 'time' | 'busy' | 'setup' | 'resting' | 'cancelled'
export type Unavailable = {
  readonly is: 'unavailable'
  readonly because: Because
  readonly why: string
  /** A host that the buyer named may have caused it: not the LApp's fault. */
  readonly excused?: boolean
}
export type Answer<T> =
  | { readonly is: 'ok'; readonly value: T }
  | {
      readonly is: 'refused'
      readonly code: Exclude<RefusalCode, 'upstream'>
      readonly message: string
      readonly field?: string
    }
  | Unavailable

const ajv = new Ajv({ strict: true })
const text = (maxLength: number): object => ({ type: 'string', minLength: 1, maxLength })
const object = (properties: Record<string, object>, required: string[]): object => ({
  type: 'object',
  properties,
  required
})

const isQuote = ajv.compile<{ msat: string; expiresAt: string; note?: string }>(
  object(
    {
      msat: { type: 'string', pattern: '^[1-9][0-9]{0,15}$' },
      expiresAt: text(40),
      note: text(200)
    },
    ['msat', 'expiresAt']
  )
)
const isInvoice = ajv.compile<{ bolt11: string; reference?: string }>(
  object({ bolt11: text(4_096), reference: text(8_192) }, ['bolt11'])
)
const isReady = ajv.compile<{ output: unknown }>(
  object({ state: { const: 'ready' }, output: {} }, ['state', 'output'])
)
const isLater = ajv.compile<{ retryAfterMs: number; note?: string }>(
  object(
    {
      state: { const: 'later' },
      retryAfterMs: { type: 'number', minimum: 0, maximum: 86_400_000 },
      note: text(200)
    },
    ['state', 'retryAfterMs']
  )
)
const isFailed = ajv.compile<{ reason: string }>(
  object({ state: { const: 'failed' }, reason: text(500) }, ['state', 'reason'])
)

type Readers = { readonly [C in Call]: (value: unknown, output: Output) => Values[C] | undefined }
type Output = (value: unknown) => Read

/** undefined if the value is not valid by the contract. */
export const READERS: Readers = {
  quote: value => {
    if (!isQuote(value) || BigInt(value.msat) > MSAT_MAX) return undefined
    const expiresAt = new Date(value.expiresAt)
    if (Number.isNaN(expiresAt.getTime())) return undefined
    return { msat: msat(BigInt(value.msat)), expiresAt, note: value.note }
  },
  invoice: value =>
    isInvoice(value) ? { bolt11: value.bolt11, reference: value.reference } : undefined,
  deliver: (value, readOutput) => {
    if (isLater(value)) {
      const { retryAfterMs, note } = value
      const later = { state: 'later', retryAfterMs } as const
      return note === undefined ? later : { ...later, note: plainLines(note, 200) }
    }
    if (isFailed(value)) return { state: 'failed', reason: value.reason }
    const output = isReady(value) ? readOutput(value.output) : undefined
    return output?.is === 'ok' ? { state: 'ready', output: output.input } : undefined
  }
}

/** PostgreSQL stores neither NUL nor lone surrogates: such an output could never be recorded. */
function isStorable(value: unknown): boolean {
  if (typeof value === 'string') return !value.includes('\0') && value.isWellFormed()
  if (typeof value !== 'object' || value === null) return true
  return Object.values(value).every(isStorable)
}

/** @param redact for messages shown to people: a LApp may put a secret into one */
export function readAnswer<T>(
  ending: HostEnding,
  read: (value: unknown) => T | undefined,
  redact: (text: string) => string
): Answer<T> {
  const answer = judged(ending, read, redact)
  const excused = ending.buyerNamedHost === true && ending.is !== 'ended'
  return answer.is === 'unavailable' && excused ? { ...answer, excused } : answer
}

function judged<T>(
  ending: HostEnding,
  read: (value: unknown) => T | undefined,
  redact: (text: string) => string
): Answer<T> {
  switch (ending.is) {
    case 'done': {
      const value = isStorable(ending.value) ? read(ending.value) : undefined
      return value === undefined
        ? unavailable('bug', 'It answered something that the contract does not know.')
        : { is: 'ok', value }
    }
    case 'refused': {
      const { code, field } = ending
      const message = plainLines(redact(ending.message), 500)
      if (code === 'upstream') return unavailable('upstream', message)
      const refused = { is: 'refused', code, message } as const
      return field === undefined ? refused : { ...refused, field }
    }
    case 'threw':
      return unavailable('bug', redact(ending.error))
    case 'ended':
      return unavailable('bug', redact(ending.why))
    case 'busy':
      return unavailable('busy', 'Too many wait for it already.')
    case 'resting':
      return unavailable('resting', 'It has failed several times and is left alone for a moment.')
    case 'late':
      return unavailable('time', 'It did not answer in time.')
    case 'cancelled':
      return unavailable('cancelled', 'Nobody waits for the answer any more.')
  }
}

export const unavailable = (because: Because, why: string): Unavailable => ({
  is: 'unavailable',
  because,
  why
})
