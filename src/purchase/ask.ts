// Asks a LApp for its invoice and validates it: money is held only for a valid one.
import { AppError } from '../core/errors.ts'
import { add, msat, type Msat } from '../core/msat.ts'
import type { Order } from '../lapps/contract/define.ts'
import type { Input } from '../lapps/contract/form-check.ts'
import type { LAppCard } from '../lapps/open-lapp.ts'
import type { Answer } from '../lapps/process/results.ts'
import { defaultMaxFee } from '../payment/fee.ts'
import type { Payable } from '../payment/invoice/payable.ts'
import { judgePrice, type Agreed, type Price } from './decide.ts'
import type { Deps } from './deps.ts'

export type Asking = {
  readonly lapp: LAppCard
  readonly orderKey: string
  readonly input: Input
  readonly quotedMsat: Msat | undefined
  readonly maxTotalMsat: Msat | undefined
}

export type Offer = {
  readonly invoice: Payable
  readonly reference: string | undefined
  readonly maxFeeMsat: Msat
  readonly surchargeMsat: Msat
}

/**
 * @throws {AppError} lapp_refused, lapp_unavailable, price_too_high or what is wrong with the
 * invoice.
 */
export async function askInvoice(asking: Asking, deps: Deps): Promise<Offer> {
  const { lapp, orderKey, input } = asking
  const order = orderOf(lapp, orderKey, input)
  const answer = await deps.step('purchase.ask', () =>
    deps.lapps.ask(lapp.id, 'invoice', { order }, { signal: deps.stop })
  )
  const { bolt11, reference } = answered(lapp, answer)
  return offer(asking, bolt11, reference, deps)
}

export const orderOf = ({ manifest }: LAppCard, key: string, input: Input): Order<Input> => ({
  key,
  input,
  msatMax: msat(manifest.limits.msatMax),
  locale: 'en'
})

/** The LApp's answer, or the error to show its buyer. */
export function answered<T>(lapp: LAppCard, answer: Answer<T>): T {
  switch (answer.is) {
    case 'ok':
      return answer.value
    case 'refused': {
      const { message, field } = answer
      const fields = field === undefined ? [] : [{ pointer: `/input/${field}`, detail: message }]
      throw new AppError('lapp_refused', message, fields)
    }
    case 'unavailable': {
      const why = answer.because === 'upstream' ? answer.why : 'It did not answer as it should.'
      throw new AppError('lapp_unavailable', `${lapp.manifest.title}: ${why} Nothing was held.`)
    }
    default:
      return answer satisfies never
  }
}

/** Checks what a LApp returned: it has no other way to move money. */
export async function offer(
  { lapp, quotedMsat, maxTotalMsat }: Asking,
  bolt11: string,
  reference: string | undefined,
  deps: Deps
): Promise<Offer> {
  const invoice = await deps.payments.payable(bolt11, undefined, lapp.manifest.limits.expiryMin)
  const price = priceOf(lapp, invoice.amountMsat, deps)
  mustBeFair(price, { quotedMsat, maxTotalMsat, ...limitsOf(lapp) })
  const { maxFeeMsat, surchargeMsat } = price
  return { invoice, reference, maxFeeMsat, surchargeMsat }
}

export const priceOf = (lapp: LAppCard, amountMsat: Msat, deps: Deps): Price => ({
  amountMsat,
  maxFeeMsat: defaultMaxFee(amountMsat),
  surchargeMsat: deps.surchargeOf(lapp.id)(amountMsat)
})

export const totalOf = (price: Price): Msat =>
  add(price.amountMsat, price.maxFeeMsat, price.surchargeMsat)

export const limitsOf = ({ manifest }: LAppCard): Pick<Agreed, 'msatMin' | 'msatMax'> => ({
  msatMin: msat(manifest.limits.msatMin),
  msatMax: msat(manifest.limits.msatMax)
})

/** @throws {AppError} price_too_high or limit_exceeded. */
export function mustBeFair(price: Price, agreed: Agreed): void {
  const judgement = judgePrice(price, agreed)
  if (judgement.is === 'unfair') throw new AppError(judgement.code, judgement.detail)
}

/** @throws {AppError} not_found, lapp_paused. */
export function chooseLApp(deps: Deps, id: string): LAppCard {
  const lapp = deps.lapps.find(id)
  if (lapp === undefined) throw new AppError('not_found', `there is no LApp ${id}`)
  if (lapp.status !== 'active') {
    throw new AppError(
      'lapp_paused',
      `${lapp.manifest.title} cannot be bought now (${lapp.why ?? lapp.status})`
    )
  }
  return lapp
}

/** @throws {AppError} invalid_request that names the field. */
export function readInput(lapp: LAppCard, input: unknown): Input {
  const read = lapp.read(input)
  if (read.is === 'ok') return read.input
  const { error } = read
  throw new AppError('invalid_request', `${error.pointer}: ${error.detail}`, [error])
}
