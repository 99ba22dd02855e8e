// Fetches and parses an LNURL-pay offer (LUD-03, 06, 12, 16, 18), and checks whether and with which
// amount it can be paid; lnurl.md says how strictly.
import { Ajv } from 'ajv'
import { AppError } from '../../core/errors.ts'
import { isObject } from '../../core/is-object.ts'
import { jsonIn } from '../../core/json-in.ts'
import { MSAT_MAX, msat, type Msat } from '../../core/msat.ts'
import type { Payee } from './destination.ts'
import { getJson, type Json, type Web } from './get-json.ts'
import { plainText } from '../../core/plain-text.ts'

export type PayOffer = {
  readonly is: 'pay'
  readonly callback: URL
  readonly minMsat: Msat
  readonly maxMsat: Msat
  /** Verbatim: the invoice may contain its hash. */
  readonly metadata: string
  readonly description: string | undefined
  readonly commentMax: number
  /** Payer data that it requires and that we do not send (LUD-18). */
  readonly demands: readonly string[]
}

export type Offer =
  | PayOffer
  | {
      readonly is: 'withdraw'
      readonly minMsat: Msat
      readonly maxMsat: Msat
      readonly description: string
    }
  | { readonly is: 'other'; readonly tag: string }

const DESCRIPTION_MAX = 639
const ajv = new Ajv({ strict: true })
const url = { type: 'string', maxLength: 4_000 }
const amount = { type: 'integer', minimum: 1 }

const isPay = ajv.compile<{
  callback: string
  minSendable: number
  maxSendable: number
  metadata?: unknown
  commentAllowed?: unknown
  payerData?: unknown
}>({
  type: 'object',
  required: ['callback', 'minSendable', 'maxSendable'],
  properties: {
    callback: url,
    minSendable: amount,
    maxSendable: amount
  }
})

const isWithdraw = ajv.compile<{
  minWithdrawable: number
  maxWithdrawable: number
  defaultDescription?: string
}>({
  type: 'object',
  required: ['minWithdrawable', 'maxWithdrawable'],
  properties: {
    minWithdrawable: { type: 'integer', minimum: 0 },
    maxWithdrawable: amount,
    defaultDescription: { type: 'string' }
  }
})

export type Service = Exclude<Payee, { readonly is: 'bolt11' }>

/**
 * @throws {AppError} if the service does not answer, refuses, or offers something unknown to LNURL.
 */
export async function fetchOffer(service: Service, web: Web): Promise<Offer> {
  return readOffer(await getJson(new URL(service.url), web))
}

/** @throws {AppError} `invoice_invalid` if it is not an offer known to LNURL. */
export function readOffer(body: Json): Offer {
  const { tag } = body
  if (tag === 'payRequest') return readPay(body)
  if (tag === 'withdrawRequest') return readWithdraw(body)
  if (typeof tag === 'string') return { is: 'other', tag: plainText(tag, 40) }
  throw invalid('it does not say what it is for')
}

function readPay(body: Json): PayOffer {
  if (!isPay(body)) throw invalid(ajv.errorsText(isPay.errors, { dataVar: 'the pay request' }))
  const callback = URL.parse(body.callback)
  if (callback === null) throw invalid('its callback is no address')
  const text = textOf(body.metadata)
  return {
    is: 'pay',
    callback,
    ...range(body.minSendable, body.maxSendable),
    metadata: typeof body.metadata === 'string' ? body.metadata : '',
    description: text === undefined ? undefined : plainText(text, DESCRIPTION_MAX),
    commentMax: lengthIn(body.commentAllowed),
    demands: demandsIn(body.payerData)
  }
}

/** A number, or its digits as text; anything else means that no comment is accepted. */
function lengthIn(allowed: unknown): number {
  const digits = /^\d{1,6}$/.exec(String(allowed))?.[0]
  return digits === undefined ? 0 : Number(digits)
}

function demandsIn(payerData: unknown): readonly string[] {
  if (!isObject(payerData)) return []
  return Object.entries(payerData)
    .filter(([, one]) => isMandatory(one))
    .slice(0, 32)
    .map(([name]) => plainText(name, 40))
}

const isMandatory = (one: unknown): boolean =>
  typeof one === 'object' && one !== null && 'mandatory' in one && one.mandatory === true

function readWithdraw(body: Json): Offer {
  if (!isWithdraw(body)) {
    throw invalid(ajv.errorsText(isWithdraw.errors, { dataVar: 'the withdraw request' }))
  }
  return {
    is: 'withdraw',
    ...range(body.minWithdrawable, body.maxWithdrawable),
    description: plainText(body.defaultDescription ?? '', DESCRIPTION_MAX)
  }
}

/** A maximum above our largest amount means "any amount". */
function range(min: number, max: number): { readonly minMsat: Msat; readonly maxMsat: Msat } {
  if (min > max || min > MSAT_MAX) throw invalid('its smallest amount is above its largest')
  return { minMsat: msat(min), maxMsat: max > MSAT_MAX ? MSAT_MAX : msat(max) }
}

/** Why it cannot be paid; undefined if it can. */
export function refuseOffer(offer: Offer): string | undefined {
  switch (offer.is) {
    case 'withdraw':
      return 'it pays out; it is not to be paid'
    case 'other':
      return `it is a ${offer.tag}, not a request to be paid`
    case 'pay':
      return offer.demands.length === 0
        ? undefined
        : `the payee demands what is not told about you here: ${offer.demands.join(', ')}`
    default:
      return offer satisfies never
  }
}

/** @throws {AppError} `amount_required` or `amount_mismatch`, saying what would be valid. */
export function amountFor(offer: PayOffer, wished: Msat | undefined): Msat {
  const { minMsat, maxMsat } = offer
  const takes = minMsat === maxMsat ? `${minMsat} msat` : `from ${minMsat} to ${maxMsat} msat`
  const agreed = wished ?? (minMsat === maxMsat ? minMsat : undefined)
  if (agreed === undefined) throw new AppError('amount_required', `the payee takes ${takes}`)
  if (agreed < minMsat || agreed > maxMsat) {
    throw new AppError('amount_mismatch', `the payee takes ${takes}`)
  }
  return agreed
}

const invalid = (why: string): AppError =>
  new AppError('invoice_invalid', `the service breaks the rules of LNURL: ${why}`)

/**
 * The plain-text description, if there is one (LUD-06). Shown to the payer, decides nothing, so
 * unreadable parts are ignored (lnurl.md).
 */
function textOf(metadata: unknown): string | undefined {
  const rows = typeof metadata === 'string' ? jsonIn(metadata) : metadata
  if (!Array.isArray(rows)) return undefined
  const texts = rows.map(textIn)
  return texts.find(text => text !== undefined)
}

function textIn(row: unknown): string | undefined {
  const [type, content] = Array.isArray(row) ? (row as readonly unknown[]) : []
  return type === 'text/plain' && typeof content === 'string' ? content : undefined
}
