// Reads and updates payments in the database.
import type { EntityManager, FilterQuery } from '@mikro-orm/postgresql'
import { defined } from '../core/defined.ts'
import type { Id } from '../core/ids.ts'
import type { Page, Paged } from '../core/page.ts'
import { newestFirst } from '../db/newest.ts'
import { batchLoad } from '../core/batch-load.ts'
import { msat } from '../core/msat.ts'
import { findByIds } from '../db/by-id.ts'
import type { Deferral } from '../core/deferral.ts'
import { findRow, findRows, query } from '../db/query.ts'
import type { State } from './decide.ts'
import { PaymentEntity, type PaymentRow } from './entity.ts'
import type { Call, Owner } from './queue/fairness.ts'
import { findOwners } from './queue/owners.ts'
import type { OutNow } from './queue/fair-queue.ts'
import { statesOf } from './view.ts'

export type PaymentRows = {
  find(id: Id): Promise<PaymentRow | undefined>
  list(account: Id, page: Page): Promise<Paged<PaymentRow>>
  /** Of all accounts, at most a hundred: for the operator. */
  newest(only: {
    readonly stuck?: boolean
    readonly unfinished?: boolean
  }): Promise<readonly PaymentRow[]>
  /** The live or settled payment of a hash, if there is one. */
  byHash(paymentHash: string): Promise<PaymentRow | undefined>
  /**
   * Unfinished payments without a valid lease (all, with `everyone`), leased to us for ten seconds.
   */
  take(everyone: boolean): Promise<readonly PaymentRow[]>
  /** Renews the leases of the payments we drive. */
  renew(ids: readonly Id[]): Promise<void>
  owner(account: Id): Promise<Owner | undefined>
  /** What is in flight, and who has waited for a second or more; ages by the database's clock. */
  inFlight(): Promise<OutNow>
  /** Records which lightningd it was sent to, or an earlier one. */
  identify(id: Id, identity: string): Promise<void>
  /**
   * Whether no search of its generation can find a route any more, and nobody awaits its answer.
   */
  isFenced(id: Id): Promise<boolean>
  /** Milliseconds by the database's clock since the payment was sent. */
  sentAgoMs(id: Id): Promise<number>
}

/**
 * A dead process's payments are taken over after this; leases only save work, and safety never
 * depends on them.
 */
const LEASE = `interval '10 seconds'`
const UNFINISHED = `state in ('held', 'sent')`
/** Leased anew: a process that lives renews it, and a dead one does not. */
export const DRIVER_LEASES: Deferral = {
  table: 'payment',
  column: 'leased_at',
  atMost: '1 second',
  where: UNFINISHED
}
const LIVE: State[] = ['held', 'sent']

/** All states, since each of the two indexes on the hash has some of them. */
const ofHash = (paymentHash: string): FilterQuery<PaymentRow> => ({
  $or: [
    { paymentHash, state: { $in: [...LIVE, 'settled'] } },
    { paymentHash, state: 'released' }
  ]
})

type SentRow = Omit<Call, 'amountMsat'> & { readonly payment: Id; readonly amount: string }

export function paymentRows(em: EntityManager): PaymentRows {
  return {
    find: batchLoad(async ids => findByIds(em, PaymentEntity, ids)),
    owner: batchLoad(async accounts => findOwners(em, accounts)),
    async byHash(paymentHash) {
      return findRow(em, PaymentEntity, {
        paymentHash,
        state: { $in: [...LIVE, 'settled'] }
      })
    },
    list: async (account, page) => {
      const { status = '', paymentHash } = page.only ?? {}
      const state = status === '' ? undefined : { $in: statesOf(status) }
      const own = { account, purchase: null, ...defined({ state }) }
      const where = paymentHash === undefined ? own : { $and: [own, ofHash(paymentHash)] }
      return newestFirst(em, PaymentEntity, where, page)
    },
    newest: ({ stuck, unfinished }) => {
      const state = unfinished === true ? { $in: LIVE } : undefined
      const where = defined({ stuck: stuck || undefined, state })
      return findRows(em, PaymentEntity, where, { orderBy: { id: 'desc' }, limit: 100 })
    },
    async take(everyone) {
      const free = `leased_at < now() - ${LEASE}`
      const taken: { id: Id }[] = await query(
        em,
        `update payment set leased_at = now() where id in (
           select id from payment where ${UNFINISHED} ${everyone ? '' : `and ${free}`}
           for no key update skip locked limit 1000)
         returning id`
      )
      return findRows(em, PaymentEntity, { id: { $in: taken.map(row => row.id) } })
    },
    async renew(ids) {
      // Locked in the order of the committer, which else may wait for us while we wait for it.
      await query(
        em,
        `update payment set leased_at = now() where id in (
           select id from payment where id = any(?::uuid[]) and ${UNFINISHED}
           order by id for no key update)`,
        [`{${ids.join()}}`]
      )
    },
    async inFlight() {
      const sent = await query<SentRow>(
        em,
        `select id as payment, root, amount_msat::text as amount, holds as declared,
           dispatched_at < clock_timestamp() - interval '15 seconds' as aged
         from payment where state = 'sent' order by dispatched_at, id`
      )
      const waiting = await query<{ root: Id }>(
        em,
        `select distinct root from payment
         where state = 'held' and created_at < clock_timestamp() - interval '1 second'`
      )
      return {
        sent: sent.map(({ amount, ...call }) => ({ ...call, amountMsat: msat(BigInt(amount)) })),
        waiting: waiting.map(({ root }) => root)
      }
    },
    async identify(id, identity) {
      await query(
        em,
        `update payment set node_identity = ?
         where id = ? and state = 'sent' and node_identity is null`,
        [identity, id]
      )
    },
    async isFenced(id) {
      const [row]: unknown[] = await query(
        em,
        `select 1 from payment p join generation g on g.id = p.generation
         where p.id = ? and g.closed_at is not null`,
        [id]
      )
      return row !== undefined
    },
    async sentAgoMs(id) {
      const [row]: { ms: string }[] = await query(
        em,
        `select floor(extract(epoch from clock_timestamp() - dispatched_at) * 1000)::text as ms
         from payment where id = ?`,
        [id]
      )
      return Number(row?.ms ?? 0)
    }
  }
}
