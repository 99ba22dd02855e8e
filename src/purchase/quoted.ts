// The public view of a quote: its price, and the purchase made with it.
import type { AppError } from '../core/errors.ts'
import type { Id } from '../core/ids.ts'
import type { Input } from '../lapps/contract/form-check.ts'
import { totalOf } from './ask.ts'
import { refusalOf } from './buy.ts'
import type { PurchaseRow } from './entity.ts'
import type { Quote } from './quotes.ts'
import type { PurchaseRows } from './rows.ts'

export type Quoted = Quote & {
  readonly lapp: string
  readonly input: Input
  readonly purchase:
    | {
        readonly id: Id
        readonly state: PurchaseRow['state']
        /** The LApp's refusal, if it refused. */
        readonly refusal: AppError | undefined
      }
    | undefined
}

/** Undefined for another account's quote. */
export async function quoted(
  account: Id,
  id: Id,
  rows: Pick<PurchaseRows, 'quote' | 'byQuote'>
): Promise<Quoted | undefined> {
  const [quote, purchase] = await Promise.all([rows.quote(id), rows.byQuote(id)])
  if (quote?.account !== account) return undefined
  if (purchase === undefined) return { ...quote, totalMaxMsat: totalOf(quote), purchase }
  const refusal = purchase.refusalCode === null ? undefined : refusalOf(purchase)
  const made = { id: purchase.id, state: purchase.state, refusal }
  return { ...quote, totalMaxMsat: totalOf(quote), purchase: made }
}
