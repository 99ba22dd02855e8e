// The payer's side of LNURL-pay and of the lightning address: fetch the offer, agree on the amount,
// get the invoice.
import type { Payee } from './destination.ts'
import { getJson, type Web } from './get-json.ts'
import { readOffer, type Offer } from './offer.ts'

export type Service = Exclude<Payee, { readonly is: 'bolt11' }>

/**
 * @throws {AppError} if the service does not answer, refuses, or offers something unknown to LNURL.
 */
export async function fetchOffer(service: Service, web: Web): Promise<Offer> {
  return readOffer(await getJson(new URL(service.url), web))
}
