// What the routes call: the rooms, as compose hands them over.
import type { Accounts } from '../account/accounts.ts'
import type { Keys } from '../account/keys.ts'
import type { Key } from '../core/idempotency.ts'
import type { Id } from '../core/ids.ts'
import type { Msat } from '../core/msat.ts'
import type { Page, Paged } from '../core/page.ts'
import type { Deposits } from '../deposit/deposits.ts'
import type { Form } from '../lapps/form.ts'
import type { Manifest } from '../lapps/manifest.ts'
import type { Payments } from '../payment/payments.ts'
import type { Transfers } from '../transfer/transfers.ts'

// TEMPORARY: `decode`, purchase/, the registry and ledger/read are still being built; these types move there.
export type Reading = {
  readonly type: 'bolt11' | 'lightning_address' | 'lnurl_pay' | 'lnurl_withdraw' | 'bip21'
  readonly amountMsat: Msat | null
  readonly minMsat: Msat | null
  readonly maxMsat: Msat | null
  readonly description: string | null
  readonly paymentHash: string | null
  readonly payee: string | null
  readonly network: string | null
  readonly expiresAt: Date | null
  readonly payable: boolean
  readonly reason: string | null
}

export type Purchase = {
  readonly id: Id
  readonly account: Id
  readonly lapp: string
  readonly status: 'pending' | 'paid' | 'delivered' | 'failed'
  readonly quote: Id | null
  readonly input: Readonly<Record<string, unknown>>
  readonly amountMsat: Msat | null
  readonly feeMsat: Msat | null
  readonly surchargeMsat: Msat | null
  readonly paymentHash: string | null
  readonly preimage: string | null
  readonly bolt11: string | null
  readonly delivery: {
    readonly state: 'none' | 'waiting' | 'ready' | 'failed'
    readonly output: Readonly<Record<string, unknown>> | null
    readonly reason: string | null
  }
  readonly error: { readonly code: string; readonly detail: string } | null
  readonly createdAt: Date
  readonly finishedAt: Date | null
}
export type Quote = {
  readonly id: Id
  readonly amountMsat: Msat
  readonly surchargeMsat: Msat
  readonly maxFeeMsat: Msat
  readonly totalMaxMsat: Msat
  readonly expiresAt: Date
  readonly note: string | null
}
export type Purchases = {
  quote(q: { readonly account: Id; readonly lapp: string; readonly input: unknown }): Promise<Quote>
  buy(b: {
    readonly account: Id
    readonly key: Key
    readonly lapp: string
    readonly input: unknown
    readonly quote: Id | undefined
    readonly maxTotalMsat: Msat | undefined
  }): Promise<{ readonly purchase: Purchase; readonly replayed: boolean }>
  ended(account: Id, id: Id, waitMs: number, signal?: AbortSignal): Promise<Purchase | undefined>
  find(account: Id, id: Id): Promise<Purchase | undefined>
  list(account: Id, page: Page): Promise<Paged<Purchase>>
}

/** What the catalogue says of a LApp: its manifest, and the forms of what goes in and comes out. */
export type LAppCard = {
  readonly id: string
  readonly manifest: Manifest
  readonly input: Form
  readonly output: Form | undefined
}

export const ROW_TYPES = [
  'deposit',
  'payment',
  'purchase',
  'transfer_in',
  'transfer_out',
  'refund'
] as const
export type RowType = (typeof ROW_TYPES)[number]
export type Row = {
  readonly id: Id
  readonly type: RowType
  readonly amountMsat: bigint
  readonly feeMsat: Msat | null
  readonly balanceAfterMsat: Msat
  readonly memo: string | null
  readonly createdAt: Date
  readonly reference: string | null
}
export type Statement = (account: Id, type: RowType | undefined, page: Page) => Promise<Paged<Row>>

export type Rooms = {
  readonly accounts: Accounts
  readonly keys: Keys
  readonly deposits: Pick<Deposits, 'open' | 'find' | 'list'>
  readonly payments: Pick<Payments, 'open' | 'ended' | 'find' | 'list'> & {
    decode(text: string): Promise<Reading>
  }
  readonly transfers: Pick<Transfers, 'send' | 'batch' | 'find'>
  readonly purchases: Purchases
  readonly catalogue: readonly LAppCard[]
  readonly statement: Statement
}
