// Checks a LApp's price against what the buyer agreed to, and decides what follows from its answer
// to a delivery. Pure.
import type { ErrorCode } from '../core/errors.ts'
import { add, type Msat } from '../core/msat.ts'

export type Price = {
  readonly amountMsat: Msat
  readonly maxFeeMsat: Msat
  readonly surchargeMsat: Msat
}

export type Agreed = {
  /** The price of the quote, if there was one. */
  readonly quotedMsat: Msat | undefined
  /** The buyer's limit on amount + fee ceiling + surcharge. */
  readonly maxTotalMsat: Msat | undefined
  readonly msatMin: Msat | undefined
  /** The LApp's own limit, from its manifest. */
  readonly msatMax: Msat
}

export type PriceVerdict =
  | { readonly is: 'fair' }
  | { readonly is: 'unfair'; readonly code: ErrorCode; readonly detail: string }

export function judgePrice(price: Price, agreed: Agreed): PriceVerdict {
  const { amountMsat } = price
  const total = add(amountMsat, price.maxFeeMsat, price.surchargeMsat)
  if (agreed.quotedMsat !== undefined && amountMsat > agreed.quotedMsat) {
    return unfair(`it asks for ${amountMsat} msat, the quote said ${agreed.quotedMsat} msat`)
  }
  if (amountMsat > agreed.msatMax) {
    return unfair(`it asks for ${amountMsat} msat, its own limit is ${agreed.msatMax} msat`)
  }
  if (agreed.msatMin !== undefined && amountMsat < agreed.msatMin) {
    return {
      is: 'unfair',
      code: 'limit_exceeded',
      detail: `it asks for ${amountMsat} msat, less than its own least, ${agreed.msatMin} msat`
    }
  }
  if (agreed.maxTotalMsat !== undefined && total > agreed.maxTotalMsat) {
    return unfair(
      `up to ${total} msat with fee ceiling and surcharge, max_total_msat is ${agreed.maxTotalMsat}`
    )
  }
  return { is: 'fair' }
}

const unfair = (detail: string): PriceVerdict => ({ is: 'unfair', code: 'price_too_high', detail })

export type DeliveryAnswer =
  | { readonly is: 'ready'; readonly output: Readonly<Record<string, unknown>> }
  | { readonly is: 'later'; readonly retryAfterMs: number; readonly note?: string | undefined }
  | { readonly is: 'failed'; readonly reason: string }
  /** No answer, or an invalid one. */
  | { readonly is: 'trouble'; readonly why: string }

export type DeliveryStep =
  | { readonly is: 'ready'; readonly output: Readonly<Record<string, unknown>> }
  /** Without `note`, the former note stays; null: it is removed. */
  | { readonly is: 'again'; readonly afterMs: number; readonly note?: string | null }
  | { readonly is: 'failed'; readonly reason: string }

const LEAST_PAUSE_MS = 100
/** The longest pause after a call without an answer: the service may recover at any time. */
const LONGEST_PAUSE_MS = 600_000
/** The longest pause that the service itself may ask for. */
const LONGEST_LATER_MS = 3_600_000
const DAY_MS = 24 * 3_600_000

type Asked = {
  readonly tries: number
  readonly sincePaidMs: number
  /** After this long no more attempts are made: `deliverWithin` of lapp.json. */
  readonly withinDays: number
}

/**
 * Decides what follows from the answer for a paid purchase: repeated, at growing intervals, until
 * there is a definite answer.
 */
export function deliver(answer: DeliveryAnswer, asked: Asked): DeliveryStep {
  switch (answer.is) {
    case 'ready':
    case 'failed':
      return answer
    case 'later':
      return isTooLate(asked)
        ? { is: 'failed', reason: `It has not delivered in ${days(asked.withinDays)}.` }
        : {
            is: 'again',
            afterMs: pause(answer.retryAfterMs, LONGEST_LATER_MS),
            note: answer.note ?? null
          }
    case 'trouble':
      return isTooLate(asked)
        ? { is: 'failed', reason: answer.why }
        : { is: 'again', afterMs: pause(1_000 * 2 ** asked.tries, LONGEST_PAUSE_MS) }
    default:
      return answer satisfies never
  }
}

const isTooLate = ({ sincePaidMs, withinDays }: Asked): boolean => sincePaidMs > withinDays * DAY_MS

const pause = (ms: number, longest: number): number =>
  Math.min(Math.max(ms, LEAST_PAUSE_MS), longest)

const days = (count: number): string => (count === 1 ? 'a day' : `${count} days`)
