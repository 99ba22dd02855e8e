// Asks owners to approve requests over a key's budget, and carries out what they approve: nothing
// is held before that.
import type { EntityManager } from '@mikro-orm/postgresql'
import type { Clock } from '../core/clock.ts'
import { forEachCollecting } from '../core/each.ts'
import { AppError } from '../core/errors.ts'
import type { Key } from '../core/idempotency.ts'
import type { Id } from '../core/ids.ts'
import type { Job } from '../core/schedule.ts'
import type { Step, StepName } from '../core/step.ts'
import { countRows, findRow, findRows, query } from '../db/query.ts'
import { rowsOnly, type Commit, type Guard } from '../ledger/unit.ts'
import type { OverBudget } from '../payment/order.ts'
import type { Payments } from '../payment/payments.ts'
import type { Purchases } from '../purchase/purchases.ts'
import { askOwners, type Question } from './ask-owners.ts'
import { DECLINED, EXPIRED, isOpen, KEY_ENDED, type State } from './decide.ts'
import { ApprovalEntity, type ApprovalRow, type Wish } from './entity.ts'
import { opening, rowOf } from './open.ts'
import { amountOf, totalOf } from './view.ts'

export type Decided =
  | { readonly is: 'begun' | 'declined' | 'over' }
  | { readonly is: 'failed'; readonly error: AppError }

export type Approvals = {
  readonly find: (id: Id) => Promise<ApprovalRow | undefined>
  /** The row; undefined if there is nobody to ask. */
  readonly ask: (over: OverBudget, wish: Wish, key: Key) => Promise<ApprovalRow | undefined>
  /** @param owner the account of whoever decides */
  readonly decide: (id: Id, owner: Id, yes: boolean) => Promise<Decided>
  /** Withdraws the request, by whoever made it. */
  readonly withdraw: (row: ApprovalRow) => Promise<void>
  readonly jobs: (tell: ((question: Question) => Promise<void>) | undefined) => readonly Job[]
}

export type ApprovalDeps = {
  readonly em: EntityManager
  readonly commit: Commit
  readonly step: Step
  readonly payments: Pick<Payments, 'resume'>
  readonly purchases: Pick<Purchases, 'resume' | 'wished'>
  readonly clock: Pick<Clock, 'date'>
  /** Whether owners can be asked at all. */
  readonly canAsk: boolean
}

const WITHDRAWN = { code: 'cancelled', detail: 'It was taken back. Nothing was held.' } as const

type End = {
  readonly to: 'declined' | 'expired' | 'failed'
  readonly from: State
  readonly error: { readonly code: string; readonly detail: string }
}

export function approvals(deps: ApprovalDeps): Approvals {
  const { em, commit, step, clock } = deps
  const find = async (id: Id) => findRow(em, ApprovalEntity, { id })

  /** Only the first decision counts; programs get an event for whatever failed. */
  async function end(row: ApprovalRow, { to, from, error }: End): Promise<boolean> {
    const set = {
      state: to,
      error_code: error.code,
      error_detail: error.detail,
      decided_at: 'now'
    }
    const verdict = await step('approval.end', () =>
      commit({
        ...rowsOnly({ table: 'approval', id: row.id, from, set }),
        outbox: [{ account: row.account, type: `${row.kind}.failed`, subject: row.id }]
      })
    )
    return verdict.is === 'committed'
  }

  async function move(name: StepName, guard: Guard): Promise<boolean> {
    const verdict = await step(name, () => commit(rowsOnly(guard)))
    return verdict.is === 'committed'
  }

  /** Idempotent: what it opens has the id of the row. */
  async function carryOut(row: ApprovalRow): Promise<Decided> {
    const begun = moving(row.id, 'approved', 'begun')
    try {
      await begin(row, begun, deps)
    } catch (error) {
      if (!(error instanceof AppError) || error.code === 'internal') throw error
      // Another gateway is opening it, or died while doing so: the job will retry.
      if (error.code === 'idempotency_key_in_use') return { is: 'begun' }
      await end(row, { to: 'failed', from: 'approved', error })
      return { is: 'failed', error }
    }
    // In case it was opened before, other than through this row.
    await move('approval.end', begun)
    return { is: 'begun' }
  }

  const expireLate = async (): Promise<void> =>
    forEachCollecting(await late(em, clock.date()), async row =>
      end(row, { to: 'expired', from: 'waiting', error: EXPIRED })
    )

  const beginOrphans = async (): Promise<void> =>
    forEachCollecting(await orphans(em, clock.date()), carryOut)

  /** Ends the requests of a key that was revoked or has expired. */
  async function endOfKeys(only?: Id): Promise<void> {
    await forEachCollecting(await keyless(em, only), async row =>
      end(row, { to: 'declined', from: row.state, error: KEY_ENDED })
    )
  }

  return {
    find,
    async ask(over, wish, key) {
      if (!deps.canAsk) return undefined
      const { order } = over
      const id = order.purchase ?? order.id
      const owner = await ownerOf(em, order.account)
      if (owner === undefined || (await waitingOf(em, owner)) >= WAITING_MAX) return undefined
      const asked = order.purchase && (await deps.purchases.wished(order.purchase))
      const row = rowOf(over, { id, owner, wish, asked, now: clock.date() })
      const unit = opening(row, order.purchase === undefined ? key : undefined)
      await step('approval.ask', () => commit(unit))
      // A concurrent request with the same key may have been faster.
      return find(id)
    },
    async decide(id, owner, yes) {
      const row = await find(id)
      if (row?.owner !== owner || !isOpen(row, clock.date())) return { is: 'over' }
      await endOfKeys(id)
      if (!yes) {
        const isOurs = await end(row, { to: 'declined', from: 'waiting', error: DECLINED })
        return { is: isOurs ? 'declined' : 'over' }
      }
      const isApproved = await move('approval.decide', moving(id, 'waiting', 'approved'))
      return isApproved ? carryOut(row) : { is: 'over' }
    },
    async withdraw(row) {
      await end(row, { to: 'declined', from: 'waiting', error: WITHDRAWN })
    },
    jobs: tell => [
      { name: 'ask owners', everyMs: 1_000, run: async () => tell && askOwners(em, tell) },
      {
        name: 'end what nobody approved',
        everyMs: 5_000,
        run: async () =>
          forEachCollecting([endOfKeys, expireLate, beginOrphans], async act => act())
      }
    ]
  }
}

const moving = (id: Id, from: string, state: string): Guard => ({
  table: 'approval',
  id,
  from,
  set: { state, decided_at: 'now' }
})

/** @param begun is applied together with the hold, or not at all */
async function begin(
  { id, account, kind, wish, shown, metadata }: ApprovalRow,
  begun: Guard,
  { payments, purchases }: Pick<ApprovalDeps, 'payments' | 'purchases'>
): Promise<void> {
  const allowance = {
    budgets: [],
    maxPaymentMsat: wish.maxPaymentMsat === null ? undefined : amountOf(wish.maxPaymentMsat),
    lapps: wish.lapps ?? undefined
  }
  if (kind === 'purchase') {
    await purchases.resume(id, { maxTotalMsat: totalOf({ shown }), allowance, also: [begun] })
    return
  }
  await payments.resume(id, {
    account,
    destination: wish.destination ?? shown.bolt11,
    amountMsat: wish.amountMsat === null ? undefined : amountOf(wish.amountMsat),
    maxFeeMsat: amountOf(shown.maxFeeMsat),
    comment: wish.comment ?? undefined,
    metadata: metadata ?? undefined,
    allowance,
    also: [begun]
  })
}

/** The account's root, if a person of Telegram owns it. */
async function ownerOf(em: EntityManager, account: Id): Promise<Id | undefined> {
  const [found] = await query<{ account: Id }>(
    em,
    `select account from identity where kind = 'telegram' and account = root_of(?) limit 1`,
    [account]
  )
  return found?.account
}

const OPEN = { limit: 100, orderBy: { id: 'asc' } } as const

/**
 * The most requests waiting for one owner; above it they are refused like anything over the budget.
 */
const WAITING_MAX = 20

const waitingOf = async (em: EntityManager, owner: Id): Promise<number> =>
  countRows(em, ApprovalEntity, { owner, state: 'waiting' })

const late = async (em: EntityManager, now: Date) =>
  findRows(em, ApprovalEntity, { state: 'waiting', expiresAt: { $lte: now } }, OPEN)

/** Open requests whose key is no longer valid. */
async function keyless(em: EntityManager, only?: Id): Promise<readonly ApprovalRow[]> {
  const found = await query<{ id: Id }>(
    em,
    `select id from approval a where state in ('waiting', 'approved') and key is not null
       and (?::uuid is null or id = ?)
       and not exists (select from api_key k where k.id = a.key and k.revoked_at is null
         and (k.expires_at is null or k.expires_at > now())) limit 100`,
    [only ?? null, only ?? null]
  )
  if (found.length === 0) return []
  return findRows(em, ApprovalEntity, { id: { $in: found.map(({ id }) => id) } }, OPEN)
}

/** How long a gateway may take to open what was approved. */
const BEGIN_MS = 30_000

/** Approved, but the process died before it opened it, or before it recorded that. */
const orphans = async (em: EntityManager, now: Date) => {
  const decidedAt = { $lt: new Date(now.getTime() - BEGIN_MS) }
  return findRows(em, ApprovalEntity, { state: 'approved', decidedAt }, OPEN)
}
