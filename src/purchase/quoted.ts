// The public view of a quote: its price, and the purchase made with it.
import { AppError, ERRORS, type ErrorCode } from '../core/errors.ts'
import type { Id } from '../core/ids.ts'
import type { Msat } from '../core/msat.ts'
import type { Input } from '../lapps/contract/form-check.ts'
import { totalOf } from './ask.ts'
import type { PurchaseRow } from './entity.ts'
import type { PurchaseRows } from './rows.ts'

export type Quoted = {
  readonly id: Id
  readonly lapp: string
  readonly input: Input
  readonly amountMsat: Msat
  readonly surchargeMsat: Msat
  readonly maxFeeMsat: Msat
  readonly totalMaxMsat: Msat
  readonly note: string | null
  readonly expiresAt: Date
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
  return {
    ...quote,
    totalMaxMsat: totalOf(quote),
    purchase: purchase && { id: purchase.id, state: purchase.state, refusal: refusalOf(purchase) }
  }
}

function refusalOf({ refusalCode: code, refusalDetail }: PurchaseRow): AppError | undefined {
  if (code === null) return undefined
  const known: ErrorCode = code in ERRORS ? (code as ErrorCode) : 'lapp_refused'
  return new AppError(known, refusalDetail ?? '')
}
