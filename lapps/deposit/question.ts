// Builds the callback request for an invoice: the amount, the comment (LUD-12) and the payer data
// (LUD-18).
import { Refusal, type Msat } from '#lapp'
import type { Offer } from './service.ts'

type Told = {
  readonly comment?: string | undefined
  readonly name?: string | undefined
  readonly email?: string | undefined
}

/**
 * @throws {Refusal} if the payee takes no such comment, or demands payer data that was not given
 */
export function question(offer: Offer, amount: Msat, told: Told): string {
  const { comment } = told
  if (comment !== undefined && Array.from(comment).length > offer.commentMax) {
    const takes =
      offer.commentMax === 0 ? 'no comment' : `a comment of up to ${offer.commentMax} characters`
    throw new Refusal('invalid', `The payee takes ${takes}.`, { field: 'comment' })
  }
  const payer = payerData(offer, told)
  const more = [
    ...(comment === undefined ? [] : [`comment=${encodeURIComponent(comment.toWellFormed())}`]),
    ...(payer === undefined ? [] : [`payerdata=${encodeURIComponent(payer)}`])
  ]
  const url = new URL(offer.callback)
  // Keeps the callback's own query unchanged: services sign it, or store their order in it.
  const query = [url.search.replace(/^\?/, ''), `amount=${amount}`, ...more]
  url.search = query.filter(part => part !== '').join('&')
  return url.href
}

/** Sends only the payer data that was asked for. */
function payerData({ payerData: wanted }: Offer, { name, email }: Told): string | undefined {
  const known: Readonly<Record<string, string | undefined>> = { name, email }
  for (const [field, how] of Object.entries(wanted)) {
    const isNeeded = (how as { readonly mandatory?: unknown } | null)?.mandatory === true
    if (!isNeeded || known[field] !== undefined) continue
    throw field === 'name' || field === 'email'
      ? new Refusal('invalid', `The payee wants to know your ${field}.`, { field })
      : new Refusal(
          'unsupported',
          `The payee demands what is not told here: ${field.slice(0, 20)}.`
        )
  }
  const told = Object.entries(known).filter(
    ([field, value]) => value !== undefined && Object.hasOwn(wanted, field)
  )
  return told.length === 0 ? undefined : JSON.stringify(Object.fromEntries(told))
}
