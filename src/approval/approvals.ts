// Asks owners about what is over the budget of a key, and carries out what they approve: nothing is
// held before that.
import type { EntityManager } from '@mikro-orm/postgresql'
import type { Clock } from '../core/clock.ts'
import { AppError } from '../core/errors.ts'
import type { Key } from '../core/idempotency.ts'
import type { Id } from '../core/ids.ts'
import type { Msat } from '../core/msat.ts'
import { metadataColumn } from '../core/metadata.ts'
import type { Chore } from '../core/schedule.ts'
import { findRow, findRows, query } from '../db/query.ts'
import type { Commit, Unit } from '../ledger/unit.ts'
import type { OverBudget } from '../payment/over-budget.ts'
import type { Payments } from '../payment/payments.ts'
import type { Purchases } from '../purchase/purchases.ts'
import { DECLINED, EXPIRED, isOpen, LIFE_MS } from './decide.ts'
import { ApprovalEntity, type ApprovalRow, type Shown, type Wish } from './entity.ts'
import { amountOf, totalOf } from './view.ts'

/** For whoever asks the owner. */
export type Question = {
  readonly id: Id
  /** Of the key whose budget is used up. */
  readonly key: string
  /** Fees and surcharge included, at most. */
  readonly totalMsat: Msat
  readonly leaves: 'payment' | 'purchase'
  /** What the payee says it is for, or the LApp. */
  readonly what: string | null
  /** Telegram's ids. */
  readonly people: readonly string[]
}

export type Decided =
  | { readonly is: 'begun' | 'declined' | 'over' }
  | { readonly is: 'failed'; readonly error: AppError }

export type Approvals = {
  readonly find: (id: Id) => Promise<ApprovalRow | undefined>
  /** The row; undefined where there is nobody to be asked. */
  readonly ask: (over: OverBudget, wish: Wish, key: Key) => Promise<ApprovalRow | undefined>
  /** @param owner the account of whoever decides */
  readonly decide: (id: Id, owner: Id, yes: boolean) => Promise<Decided>
  /** By whoever wished for it. */
  readonly withdraw: (row: ApprovalRow) => Promise<void>
  readonly chores: (tell: ((question: Question) => Promise<void>) | undefined) => readonly Chore[]
}

export type ApprovalDeps = {
  readonly em: EntityManager
  readonly commit: Commit
  readonly payments: Pick<Payments, 'resume'>
  readonly purchases: Pick<Purchases, 'resume' | 'wished'>
  readonly clock: Clock
  /** Whether owners can be asked at all. */
  readonly canAsk: boolean
}

const WITHDRAWN = { code: 'cancelled', detail: 'It was taken back. Nothing was held.' } as const

type End = {
  readonly to: 'declined' | 'expired' | 'failed'
  readonly from: 'waiting' | 'approved'
  readonly error: { readonly code: string; readonly detail: string }
}

export function approvals(deps: ApprovalDeps): Approvals {
  const { em, commit, clock } = deps
  const find = async (id: Id) => findRow(em, ApprovalEntity, { id })

  /** Whoever is first decides; programs are told of what has failed. */
  async function end(row: ApprovalRow, { to, from, error }: End): Promise<boolean> {
    const set = {
      state: to,
      error_code: error.code,
      error_detail: error.detail,
      decided_at: 'now'
    }
    const verdict = await commit({
      entries: [],
      guards: [{ table: 'approval', id: row.id, from, set }],
      claims: [],
      outbox: [{ account: row.account, type: `${row.kind}.failed`, subject: row.id }]
    })
    return verdict.is === 'committed'
  }

  const move = async (id: Id, from: string, state: string): Promise<boolean> => {
    const set = { state, decided_at: 'now' }
    const guards = [{ table: 'approval', id, from, set } as const]
    return (await commit({ entries: [], guards, claims: [] })).is === 'committed'
  }

  /** May be repeated: what it begins has the id of the row. */
  async function carryOut(row: ApprovalRow): Promise<Decided> {
    try {
      await begin(row, deps)
    } catch (error) {
      if (!(error instanceof AppError) || error.code === 'internal') throw error
      await end(row, { to: 'failed', from: 'approved', error })
      return { is: 'failed', error }
    }
    await move(row.id, 'approved', 'begun')
    return { is: 'begun' }
  }

  return {
    find,
    async ask(over, wish, key) {
      if (!deps.canAsk) return undefined
      const { order } = over
      const id = order.purchase ?? order.id
      const owner = await ownerOf(em, order.account)
      if (owner === undefined) return undefined
      const asked = order.purchase && (await deps.purchases.wished(order.purchase))
      const row = rowOf(over, { id, owner, wish, asked, now: clock.date() })
      await commit(opening(row, order.purchase === undefined ? key : undefined))
      // Another request with the same key may have been quicker.
      return find(id)
    },
    async decide(id, owner, yes) {
      const row = await find(id)
      if (row?.owner !== owner || !isOpen(row, clock.date())) return { is: 'over' }
      if (!yes) {
        const isOurs = await end(row, { to: 'declined', from: 'waiting', error: DECLINED })
        return { is: isOurs ? 'declined' : 'over' }
      }
      return (await move(id, 'waiting', 'approved')) ? carryOut(row) : { is: 'over' }
    },
    async withdraw(row) {
      await end(row, { to: 'declined', from: 'waiting', error: WITHDRAWN })
    },
    chores: tell => [
      { name: 'ask owners', everyMs: 1_000, run: async () => tell && askOwners(em, tell) },
      {
        name: 'end what nobody approved',
        everyMs: 10_000,
        run: async () => {
          for (const row of await late(em, clock.date()))
            await end(row, { to: 'expired', from: 'waiting', error: EXPIRED })
          for (const row of await orphans(em, clock.date())) await carryOut(row)
        }
      }
    ]
  }
}

async function begin(
  { id, account, kind, wish, shown, metadata }: ApprovalRow,
  { payments, purchases }: Pick<ApprovalDeps, 'payments' | 'purchases'>
): Promise<void> {
  const allowance = {
    budgets: [],
    maxPaymentMsat: wish.maxPaymentMsat === null ? undefined : amountOf(wish.maxPaymentMsat),
    lapps: wish.lapps ?? undefined
  }
  if (kind === 'purchase') {
    await purchases.resume(id, { maxTotalMsat: totalOf({ shown }), allowance })
    return
  }
  await payments.resume(id, {
    account,
    destination: wish.destination ?? shown.bolt11,
    amountMsat: wish.amountMsat === null ? undefined : amountOf(wish.amountMsat),
    maxFeeMsat: amountOf(shown.maxFeeMsat),
    comment: wish.comment ?? undefined,
    metadata: metadata ?? undefined,
    allowance
  })
}

type Asked = Awaited<ReturnType<Purchases['wished']>>

function rowOf(
  { order, budget }: OverBudget,
  known: { id: Id; owner: Id; wish: Wish; asked: Asked; now: Date }
): ApprovalRow {
  const { id, owner, wish, asked, now } = known
  const { invoice, account } = order
  const shown: Shown = {
    amountMsat: String(invoice.amountMsat),
    maxFeeMsat: String(order.maxFeeMsat),
    surchargeMsat: String(order.surchargeMsat),
    bolt11: invoice.bolt11,
    payee: invoice.payee,
    description: invoice.description ?? null,
    lapp: asked?.lapp ?? null,
    input: asked?.input ?? null,
    quote: asked?.quote ?? null
  }
  return {
    id,
    account,
    owner,
    kind: order.purchase === undefined ? 'payment' : 'purchase',
    state: 'waiting',
    budget,
    wish,
    shown,
    metadata: order.metadata ?? asked?.metadata ?? null,
    paymentHash: invoice.paymentHash,
    errorCode: null,
    errorDetail: null,
    toldAt: null,
    createdAt: now,
    expiresAt: new Date(now.getTime() + LIFE_MS),
    decidedAt: null
  }
}

/** A purchase has its key already. */
const opening = (row: ApprovalRow, key: Key | undefined): Unit => ({
  entries: [],
  guards: [
    {
      table: 'approval',
      id: row.id,
      from: null,
      set: {
        account: row.account,
        owner: row.owner,
        kind: row.kind,
        state: row.state,
        budget: row.budget,
        wish: JSON.stringify(row.wish),
        shown: JSON.stringify(row.shown),
        metadata: metadataColumn(row.metadata ?? undefined),
        payment_hash: row.paymentHash,
        created_at: row.createdAt,
        expires_at: row.expiresAt
      }
    }
  ],
  claims:
    key === undefined ? [] : [{ is: 'idempotency', ...key, account: row.account, resource: row.id }]
})

/** The root of the account, if somebody of Telegram is behind it. */
async function ownerOf(em: EntityManager, account: Id): Promise<Id | undefined> {
  const [found] = await query<{ account: Id }>(
    em,
    `select account from identity where kind = 'telegram' and account = root_of(?) limit 1`,
    [account]
  )
  return found?.account
}

const OPEN = { limit: 100, orderBy: { id: 'asc' } } as const

const late = async (em: EntityManager, now: Date) =>
  findRows(em, ApprovalEntity, { state: 'waiting', expiresAt: { $lte: now } }, OPEN)

/** How long a gateway may take to begin what was approved. */
const BEGIN_MS = 30_000

/** Approved, and the process died before it had begun, or before it said so. */
const orphans = async (em: EntityManager, now: Date) => {
  const decidedAt = { $lt: new Date(now.getTime() - BEGIN_MS) }
  return findRows(em, ApprovalEntity, { state: 'approved', decidedAt }, OPEN)
}

type ToldRow = Pick<ApprovalRow, 'id' | 'kind' | 'shown'> & {
  readonly key: string | null
  readonly people: readonly string[]
}

/** Each once, by one gateway; again if it could not be said. */
async function askOwners(
  em: EntityManager,
  tell: (question: Question) => Promise<void>
): Promise<void> {
  const rows = await query<ToldRow>(
    em,
    `update approval a set told_at = now() where id in (
       select id from approval where state = 'waiting' and told_at is null and expires_at > now()
       order by id limit 20 for update skip locked)
     returning id, kind, shown,
       (select name from api_key where api_key.id = a.budget) as key,
       array(select external_id from identity i
         where i.kind = 'telegram' and i.account = a.owner) as people`
  )
  for (const { id, kind, shown, key, people } of rows) {
    const what = kind === 'purchase' ? shown.lapp : shown.description
    const question = {
      id,
      leaves: kind,
      key: key ?? '',
      totalMsat: totalOf({ shown }),
      what,
      people
    }
    await tell(question).catch(async (error: unknown) => {
      await query(em, 'update approval set told_at = null where id = ?', [id])
      throw error
    })
  }
}
