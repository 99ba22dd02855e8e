// What the storefront calls: rooms, as `app` hands them over.
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
  /** Where visitors without an account may buy. */
  readonly paid?: Pick<Paid, 'offer' | 'stand'> | undefined
  readonly now: () => Date
  /** Where a newcomer may play, it is shown first. */
  readonly playground?: object | undefined
  /** What a newcomer pastes into a terminal, where the money is make-believe. */
  readonly commands: readonly string[]
}

export type Store = StoreRooms & { readonly assets: Assets }
