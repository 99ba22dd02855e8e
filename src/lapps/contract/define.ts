// The contract between the gateway and a LApp: everything that `lapps/<id>/index.ts` imports, as
// `#lapp`.
import type { KyInstance } from 'ky'
import type { Msat } from '../../core/msat.ts'
import type { Answers, Form } from './form.ts'

/** Makes the amount of a quote. */
export { msat, type Msat } from '../../core/msat.ts'
/** Reads the amount of an invoice. */
export { invoiceAmount } from './invoice-amount.ts'

/** What the buyer wants. */
export type Order<Input> = {
  /** The same value on every retry of one purchase; send it upstream as the idempotency key. */
  readonly key: string
  /** The answers to the form, already checked against it. */
  readonly input: Input
  /** The most that the buyer will pay. */
  readonly msatMax: Msat
  readonly locale: string
}

/** The payment that the gateway made for an order. */
export type Paid = {
  readonly bolt11: string
  /** 64 hex digits; its SHA-256 is the payment hash. */
  readonly preimage: string
  /** The reference that `invoice` returned. */
  readonly reference: string | undefined
}

/** Everything that a LApp can reach. */
export type Context = {
  /**
   * Resolves relative URLs against the `url` of lapp.json, and reaches that and `hosts`, nothing
   * else. Bounded in time and size; a redirect is an answer like any other (an HTTPError); a POST
   * is sent only once. Its errors need no catch: the host turns them into `Refusal('upstream')`.
   */
  readonly http: KyInstance
  /** Those named in lapp.json only. */
  readonly secrets: Readonly<Record<string, string>>
  /** Aborts when nobody waits for the answer any more. */
  readonly signal: AbortSignal
  /** Writes a line to the gateway's log, with secrets redacted. */
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
   * The gateway keeps a quote for ten minutes at most: for a fixed price, any later date will do.
   */
  readonly expiresAt: Date
  readonly note?: string | undefined
}

/**
 * `later`: asked again after that time; the note tells the buyer what is happening meanwhile
 * ("printed"), until another is given.
 * `failed`: paid, but it will never be delivered; the buyer is shown the reason and the refund text
 * of lapp.json.
 */
export type Delivery<Output> =
  | { readonly state: 'ready'; readonly output: Output }
  | { readonly state: 'later'; readonly retryAfterMs: number; readonly note?: string | undefined }
  | { readonly state: 'failed'; readonly reason: string }

/** The output of a LApp that delivers a service but no data. */
export type Nothing = {
  readonly type: 'object'
  readonly properties: Readonly<Record<string, never>>
  readonly additionalProperties: false
}

export type LApp<I extends Form = Form, O extends Form = Form> = {
  readonly input: I
  readonly output?: O
  /** May be called any number of times; moves nothing. */
  quote?(order: Order<Answers<I>>, context: Context): Promise<Quote>
  /** Safe to repeat with the same key. */
  invoice(order: Order<Answers<I>>, context: Context): Promise<Invoice>
  /** Called after payment, repeatedly until `ready` or `failed`; moves no money. */
  deliver?(order: Order<Answers<I>>, paid: Paid, context: Context): Promise<Delivery<Answers<O>>>
}

/**
 * Infers the answers' type from the form, so that `order.input` is typed and nothing is declared
 * twice.
 */
export function defineLApp<const I extends Form, const O extends Form = Nothing>(
  lapp: LApp<I, O>
): LApp<I, O> {
  return lapp
}

/**
 * - invalid: input that the form allows and the service does not; name the `field`
 * - soldOut, limit, unsupported: not now, not that amount, not that
 * - upstream: the service did not answer, or not as expected
 */
export type RefusalCode = (typeof CODES)[number]

const CODES = ['invalid', 'soldOut', 'limit', 'unsupported', 'upstream'] as const

/**
 * The only way for a LApp to refuse. Anything else that it throws is logged as a bug of the LApp.
 */
export class Refusal extends Error {
  override readonly name = 'Refusal'
  readonly code: RefusalCode
  readonly field: string | undefined

  /** `message` is shown to the buyer: what is wrong and what would help. */
  constructor(
    code: RefusalCode,
    message: string,
    options: { field?: string; cause?: unknown } = {}
  ) {
    super(message, { cause: options.cause })
    // Type stripping checks no types: a misspelt code would otherwise go unnoticed.
    if (!CODES.includes(code)) {
      throw new TypeError(`Refusal takes one of ${CODES.join(', ')}, not ${JSON.stringify(code)}`)
    }
    this.code = code
    this.field = options.field
  }
}
