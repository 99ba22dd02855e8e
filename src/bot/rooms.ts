// The bot's dependencies: the rooms it calls, as compose hands them over, and its effects.
import type { Accounts } from '../account/accounts.ts'
import type { Identities } from '../account/identities.ts'
import type { Keys } from '../account/keys.ts'
import type { Links } from '../account/links.ts'
import type { Approvals } from '../approval/approvals.ts'
import type { Clock } from '../core/clock.ts'
import type { Id } from '../core/ids.ts'
import type { Log } from '../core/log.ts'
import type { Page, Paged } from '../core/page.ts'
import type { Deposits } from '../deposit/deposits.ts'
import type { LAppCard } from '../lapps/open-lapp.ts'
import type { StatementRow, RowType } from '../ledger/read.ts'
import type { Payments } from '../payment/payments.ts'
import type { Purchases } from '../purchase/purchases.ts'
import type { Rates } from '../rates/rates.ts'
import type { Transfers } from '../transfer/transfers.ts'

/** Runs one statement with `?` for values, on the bot's own tables. */
export type Sql = <T extends object>(text: string, values?: readonly unknown[]) => Promise<T[]>

export type Rooms = {
  readonly identities: Identities
  readonly accounts: Accounts
  readonly keys: Keys
  readonly links: Links
  readonly deposits: Pick<Deposits, 'open' | 'find' | 'methods'>
  /** A link that signs this person in on the pages, once and for some minutes. */
  readonly signInLink: (person: string) => Promise<string>
  /** URL of a deposit's invoice page, for its payer. */
  readonly checkout: (deposit: Id) => string
  readonly payments: Pick<Payments, 'open' | 'prepare' | 'decode' | 'ended' | 'find' | 'cancel'>
  readonly transfers: Pick<
    Transfers,
    'send' | 'find' | 'findAll' | 'claim' | 'cancel' | 'carryOver' | 'gifts'
  >
  readonly approvals: Pick<Approvals, 'decide'>
  readonly purchases: Pick<Purchases, 'quote' | 'buy' | 'find'>
  /** Exchange rates, if an exchange is configured. */
  readonly rates: Pick<Rates, 'quote'> | undefined
  readonly catalogue: readonly LAppCard[]
  readonly statement: (
    account: Id,
    type: RowType | undefined,
    page: Page
  ) => Promise<Paged<StatementRow>>
}

export type Deps = Rooms & {
  readonly sql: Sql
  readonly clock: Clock
  readonly random: (bytes: number) => Buffer
  readonly log: Log
  readonly stop: AbortSignal
}
