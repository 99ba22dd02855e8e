// What the wallet calls: rooms, as `app` hands them over.
import type { Accounts } from '../../account/accounts.ts'
import type { Identities } from '../../account/identities.ts'
import type { SignIns } from '../../account/sign-ins.ts'
import type { ReadPicture } from '../../bot/qr/read.ts'
import type { Key } from '../../core/idempotency.ts'
import type { Id } from '../../core/ids.ts'
import type { Only } from '../../core/page.ts'
import type { Deposits } from '../../deposit/deposits.ts'
import type { ReadStatement, RowType } from '../../ledger/read.ts'
import type { Payments } from '../../payment/payments.ts'
import type { Purchases } from '../../purchase/purchases.ts'
import type { Rates } from '../../rates/rates.ts'
import type { Transfers } from '../../transfer/transfers.ts'

/** People whom the bot has met; none without a bot. */
type People = {
  readonly find: (id: number) => Promise<{ readonly name: string } | undefined>
  /** Who had the username in the last minutes. */
  readonly named: (
    username: string
  ) => Promise<{ readonly id: number; readonly name: string; readonly since: Date } | undefined>
}

export type Wallet = {
  readonly accounts: Pick<Accounts, 'find'>
  readonly identities: Pick<Identities, 'of'>
  readonly deposits: Pick<Deposits, 'open' | 'find' | 'methods' | 'list'>
  readonly payments: Pick<Payments, 'open' | 'prepare' | 'decode' | 'find' | 'cancel' | 'list'>
  readonly transfers: Pick<Transfers, 'send' | 'find' | 'findAll' | 'cancel' | 'list'>
  readonly purchases: Pick<Purchases, 'list'>
  readonly statement: ReadStatement
  readonly statementCsv: (
    account: Id,
    type: RowType | undefined,
    only: Only
  ) => Promise<AsyncIterable<string>>
  readonly people: People
  readonly readPicture: ReadPicture
  /** What the key was used for, if it was. */
  readonly claimed: (key: Key) => Promise<Id | undefined>
  readonly rates?: Pick<Rates, 'quote'> | undefined
  readonly signIns: Pick<SignIns, 'askAbove'>
  readonly now: () => Date
  readonly random: (bytes: number) => Buffer
}
