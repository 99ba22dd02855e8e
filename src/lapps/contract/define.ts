// The contract between the gateway and a LApp: all that
// `lapps/<id>/index.ts` imports, under the name `#lapp`.
import type { KyInstance } from 'ky'
import type { Msat } from '../../core/msat.ts'
import type { Answers, Form } from './form.ts'

/** For the amount of a quote. */
export { msat, type Msat } from '../../core/msat.ts'
/** What an invoice asks for. */
export { invoiceAmount } from './invoice-amount.ts'

/** What the buyer wants. */
export type Order<Input> = {
  /** The same value on every retry of one purchase; send it upstream as the idempotency key. */
  readonly key: string
  /** The answers to the form, already checked against it. */
  readonly input: Input
  /** More than this the buyer will not pay. */
  readonly msatMax: Msat
  readonly locale: string
}

/** The payment that the gateway made for an order. */
export type Paid = {
  readonly bolt11: string
  /** 64 hex digits; its SHA-256 is the payment hash. */
  readonly preimage: string
  /** What `invoice` gave. */
  readonly reference: string | undefined
}

/** All that a LApp can reach. */
export type Context = {
  /**
   * Resolves relative addresses against the `url` of lapp.json and reaches
   * that and `hosts`, nothing else. Bounded in time and size; a redirect is
   * an answer like any other (an HTTPError); a POST is sent once. What it
   * throws needs no catch: the host turns it into `Refusal('upstream')`.
   */
  readonly http: KyInstance
  /** Those named in lapp.json, and no others. */
  readonly secrets: Readonly<Record<string, string>>
  /** Aborted when nobody waits for the answer any more. */
  readonly signal: AbortSignal
  /** A line in the gateway's log, with secrets blotted out. */
  readonly log: (
    message: string,
    fields?: Readonly<Record<string, string | number | boolean>>
  ) => void
}

/** Exactly one BOLT11; `reference` is what `deliver` will need to find the order again. */
export type Invoice = { readonly bolt11: string; readonly reference?: string | undefined }

export type Quote = {
  readonly msat: Msat
  /**
   * The gateway keeps no quote for more than ten minutes: for a price that stays, any later day.
   */
  readonly expiresAt: Date
  readonly note?: string | undefined
}

/**
 * `failed`: paid for, and it will never come; the buyer
 * is shown the reason and the refund text of lapp.json.
 */
export type Delivery<Output> =
  | { readonly state: 'ready'; readonly output: Output }
  | { readonly state: 'later'; readonly retryAfterMs: number }
  | { readonly state: 'failed'; readonly reason: string }

/** The output of a LApp that hands nothing over but the deed. */
export type Nothing = {
  readonly type: 'object'
  readonly properties: Readonly<Record<string, never>>
  readonly additionalProperties: false
}

export type LApp<I extends Form = Form, O extends Form = Form> = {
  readonly input: I
  readonly output?: O
  /** May be asked any number of times; moves nothing. */
  quote?(order: Order<Answers<I>>, context: Context): Promise<Quote>
  /** Safe to repeat with the same key. */
  invoice(order: Order<Answers<I>>, context: Context): Promise<Invoice>
  /** After payment, repeated until `ready` or `failed`; moves no money. */
  deliver?(order: Order<Answers<I>>, paid: Paid, context: Context): Promise<Delivery<Answers<O>>>
}

/**
 * Infers the answers from the form, so that `order.input`
 * has the right type and nothing is said twice.
 */
export function defineLApp<const I extends Form, const O extends Form = Nothing>(
  lapp: LApp<I, O>
): LApp<I, O> {
  return lapp
}

/**
 * - invalid: an answer that the form lets through and the service does not; name the `field`
 * - soldOut, limit, unsupported: not now, not that much, not that
 * - upstream: the service did not answer, or not as it should
 */
export type RefusalCode = (typeof CODES)[number]

const CODES = ['invalid', 'soldOut', 'limit', 'unsupported', 'upstream'] as const

/** The one way a LApp says no. Anything else that it throws is recorded as a bug of the LApp. */
export class Refusal extends Error {
  override readonly name = 'Refusal'
  readonly code: RefusalCode
  readonly field: string | undefined

  /** `message` is read by the buyer: what is wrong and what would help. */
  constructor(
    code: RefusalCode,
    message: string,
    options: { field?: string; cause?: unknown } = {}
  ) {
    super(message, { cause: options.cause })
    // Type stripping checks no types: what is misspelt would else be no answer at all.
    if (!CODES.includes(code)) {
      throw new TypeError(`Refusal takes one of ${CODES.join(', ')}, not ${JSON.stringify(code)}`)
    }
    this.code = code
    this.field = options.field
  }
}
