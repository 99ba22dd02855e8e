// What transfers need, and the send of one that other kinds of transfer build on.
import type { EntityManager } from '@mikro-orm/postgresql'
import type { Allowance } from '../core/allowance.ts'
import type { Key } from '../core/idempotency.ts'
import type { Id } from '../core/ids.ts'
import type { Step } from '../core/step.ts'
import type { Commit } from '../ledger/unit.ts'
import type { Claims } from './claims.ts'
import type { Transfer } from './entity.ts'
import type { Terms, TransferRequest } from './plan.ts'

export type Deps = Terms & {
  readonly em: EntityManager
  readonly commit: Commit
  readonly step: Step
  readonly now: () => Date
  readonly claims: Claims
}

export type Sent = { readonly transfer: Transfer; readonly replayed: boolean }

export type Send = (
  from: Id,
  key: Key,
  request: TransferRequest,
  allowance?: Allowance
) => Promise<Sent>
