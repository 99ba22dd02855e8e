// Asks a LApp for its invoice and judges it: what comes back may be held for, or nothing is.
import { AppError } from '../core/errors.ts'
import { add, type Msat } from '../core/msat.ts'
import { defaultMaxFee } from '../payment/fee.ts'
import type { Payable } from '../payment/invoice.ts'
import { judge } from './decide.ts'
import type { Deps } from './deps.ts'
import type { Answers, Asked, Offered } from './shelf.ts'

export type Asking = {
  readonly lapp: Offered
  readonly orderKey: string
  readonly input: Answers
  readonly quotedMsat: Msat | undefined
  readonly maxTotalMsat: Msat | undefined
}

export type Offer = {
  readonly invoice: Payable
  readonly reference: string | undefined
  readonly maxFeeMsat: Msat
  readonly surchargeMsat: Msat
}

/** @throws {AppError} lapp_refused, lapp_unavailable, price_too_high or what is wrong with the invoice. */
export async function askInvoice(asking: Asking, deps: Deps): Promise<Offer> {
  const { lapp, orderKey, input } = asking
  const order = { key: orderKey, input, msatMax: lapp.limits.msatMax, locale: 'en' }
  const answer = await deps.step('purchase.ask', () => deps.shelf.invoice(lapp.id, order))
  const { bolt11, reference } = answered(lapp, answer)
  return offer(asking, bolt11, reference, deps)
}

/** What the LApp said, or the error that its buyer is shown. */
export function answered<T>(lapp: Offered, answer: Asked<T>): T {
  switch (answer.is) {
    case 'ok':
      return answer.value
    case 'refused':
      if (answer.code === 'upstream') throw new AppError('lapp_unavailable', answer.message)
      throw new AppError(
        'lapp_refused',
        answer.message,
        answer.field === undefined
          ? []
          : [{ pointer: `/input/${answer.field}`, detail: answer.message }]
      )
    case 'unavailable':
      throw new AppError('lapp_unavailable', `${lapp.id} did not answer; nothing was held`)
    default:
      return answer satisfies never
  }
}

/** The host's checks on what a LApp returned: it can move money by no other means. */
export async function offer(
  { lapp, quotedMsat, maxTotalMsat }: Asking,
  bolt11: string,
  reference: string | undefined,
  deps: Deps
): Promise<Offer> {
  const invoice = await deps.payments.payable(bolt11, undefined, lapp.limits.expiryMin)
  const maxFeeMsat = defaultMaxFee(invoice.amountMsat)
  const surchargeMsat = deps.surchargeOf(lapp.id)(invoice.amountMsat)
  const price = { amountMsat: invoice.amountMsat, maxFeeMsat, surchargeMsat }
  const { msatMin, msatMax } = lapp.limits
  const judgement = judge(price, { quotedMsat, maxTotalMsat, msatMin, msatMax })
  if (judgement.is === 'unfair') throw new AppError(judgement.code, judgement.detail)
  return { invoice, reference, maxFeeMsat, surchargeMsat }
}

export const total = (price: {
  readonly amountMsat: Msat
  readonly maxFeeMsat: Msat
  readonly surchargeMsat: Msat
}): Msat => add(price.amountMsat, price.maxFeeMsat, price.surchargeMsat)

/** @throws {AppError} not_found, lapp_paused, or invalid_request that names the field. */
export function choose(deps: Deps, id: string): Offered {
  const lapp = deps.shelf.find(id)
  if (lapp === undefined) throw new AppError('not_found', `there is no LApp ${id}`)
  if (lapp.status !== 'active') throw new AppError('lapp_paused', `${id} is ${lapp.status} for now`)
  return lapp
}

export function fill(lapp: Offered, input: unknown): Answers {
  const checked = lapp.check(input)
  if (checked.is === 'answers') return checked.answers
  throw new AppError('invalid_request', `the input is not what ${lapp.id} takes`, checked.fields)
}
