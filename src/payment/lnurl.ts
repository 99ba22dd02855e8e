// The payer's side of LNURL-pay and of the lightning address:
// look at the offer, agree on the amount, get the invoice.
import { AppError } from '../core/errors.ts'
import type { Payee } from './destination.ts'
import { getJson, type Web } from './lnurl-get.ts'
import { readOffer, type Offer } from './lnurl-offer.ts'

export type Service = Exclude<Payee, { readonly is: 'bolt11' }>

/**
 * @throws {AppError} when the service does not answer, refuses, or offers nothing that LNURL knows.
 */
export async function lookUp(service: Service, web: Web): Promise<Offer> {
  const offer = readOffer(await getJson(new URL(service.url), web))
  // LUD-16: whoever answers for an address names it.
  if (service.is === 'lightning_address' && offer.is === 'pay' && offer.identifier === undefined) {
    throw new AppError('invoice_invalid', 'the service does not answer for a lightning address')
  }
  return offer
}
