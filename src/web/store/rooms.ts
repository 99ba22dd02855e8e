// The dependencies of the storefront: rooms, as `app` hands them over.
import type { Accounts } from '../../account/accounts.ts'
import type { SignIns } from '../../account/sign-ins.ts'
import type { LAppCard } from '../../lapps/open-lapp.ts'
import type { Paid } from '../../paid/paid.ts'
import type { Healths } from '../../purchase/health.ts'
import type { Purchases } from '../../purchase/purchases.ts'
import type { Reveals } from '../../purchase/reveals.ts'
import type { Rates } from '../../rates/rates.ts'
import type { Assets } from '../ground/assets.ts'

export type StoreRooms = {
  readonly catalogue: readonly LAppCard[]
  readonly health: Pick<Healths, 'of'>
  readonly accounts: Pick<Accounts, 'find'>
  readonly purchases: Pick<Purchases, 'quote' | 'buy' | 'find' | 'quoted'>
  readonly reveals: Reveals
  readonly signIns: Pick<SignIns, 'askAbove'>
  readonly rates?: Pick<Rates, 'quote'> | undefined
  /** Sales to visitors without an account, if enabled. */
  readonly paid?: Pick<Paid, 'offer' | 'stand'> | undefined
  readonly now: () => Date
  /** If there is a playground, newcomers are shown it first. */
  readonly playground?: object | undefined
  /** Commands for a newcomer to paste into a terminal, in the sandbox. */
  readonly commands: readonly string[]
}

export type Store = StoreRooms & { readonly assets: Assets }
