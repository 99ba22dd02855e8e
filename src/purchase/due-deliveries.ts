// Leases deliveries that are due, and stores their results. Concurrent calls share a statement,
// since payments that end together are delivered together.
import type { EntityManager } from '@mikro-orm/postgresql'
import { newId, type Id } from '../core/ids.ts'
import { msat } from '../core/msat.ts'
import { batchLoad } from '../core/batch-load.ts'
import type { Deferral } from '../core/deferral.ts'
import { prepared } from '../db/prepared.ts'
import type { Input } from '../lapps/contract/form-check.ts'
import { STORE_EVENTS } from '../ledger/store-events.ts'

const IS_DUE = `b.state = 'ordered' and b.delivery = 'waiting' and b.deliver_at <= now()`
const ANY = `select b.id from purchase b join payment p on p.id = b.payment
  where ${IS_DUE} and p.state = 'settled' for no key update of b skip locked limit 100`
/** Looks up each id by the index, even if the plan was made while the tables were empty. */
const THESE = `select b.id from unnest($1::uuid[]) k(id)
  cross join lateral (select b.id, b.payment from purchase b where b.id = k.id and ${IS_DUE}
    limit 1 for no key update skip locked) b
  cross join lateral (select from payment where id = b.payment and state = 'settled' limit 1) p`

/** Put off as in `decide`. */
export const DELIVERIES: Deferral = {
  table: 'purchase',
  column: 'deliver_at',
  atMost: '1 hour',
  where: `state = 'ordered' and delivery = 'waiting'`,
  ifBack: 'deliver_at > now()'
}

/** Paid purchases whose delivery is due (one, or any), with their deliveries. */
export function dueDeliveries(em: EntityManager) {
  const take = async (ids: readonly Id[] | undefined): Promise<readonly DueDelivery[]> => {
    const only = ids === undefined ? [] : [`{${ids.join()}}`]
    const due = await prepared<Taken>(
      em,
      `update purchase set deliver_at = now() + ${ASKING}, delivery_tries = delivery_tries + 1
       from payment where payment.id = purchase.payment and purchase.id in (${ids ? THESE : ANY})
       returning purchase.id, purchase.lapp, purchase.order_key, purchase.input,
         purchase.reference, purchase.delivery_tries, payment.amount_msat::text, payment.bolt11,
         payment.preimage,
         floor(extract(epoch from now() - payment.finished_at) * 1000)::text as since`,
      only
    )
    return due.map(toDue)
  }
  // Each call is a key of its own: of two calls for one purchase only one may get it.
  const takeOne = batchLoad<{ readonly id: Id }, DueDelivery>(async requests => {
    const requestOf = new Map(requests.map(request => [request.id, request]))
    const given = new Map<{ readonly id: Id }, DueDelivery>()
    for (const one of await take([...requestOf.keys()])) {
      const request = requestOf.get(one.id)
      if (request !== undefined) given.set(request, one)
    }
    return given
  })
  // Looks up each row by its id: a concurrent update may move the row to where this statement does
  // not see it.
  const deliver = batchLoad<Delivered, never>(async all => {
    const rows = all.map(({ id, output }) => ({ id, output, news: newId() }))
    await prepared(
      em,
      `with delivered as (
         update purchase b set delivery = 'ready', output = u.output, delivered_at = now()
         from jsonb_to_recordset($1::jsonb) u(id uuid, output jsonb, news uuid)
         cross join lateral (select id as one from purchase
           where id = u.id and delivery = 'waiting' limit 1 for no key update) found
         where b.id = found.one returning b.id, b.account, u.news),
       news as (
         select news as id, account, null::uuid as owner, 'purchase.delivered' as type,
           id as subject from delivered),
       ${STORE_EVENTS}`,
      [JSON.stringify(rows)]
    )
    return new Map<Delivered, never>()
  })
  return {
    async takeDue(only: Id | undefined): Promise<readonly DueDelivery[]> {
      if (only === undefined) return take(undefined)
      const due = await takeOne({ id: only })
      return due === undefined ? [] : [due]
    },
    async delivered(id: Id, output: Delivered['output']): Promise<void> {
      await deliver({ id, output })
    }
  }
}

export type DueDelivery = Readonly<ReturnType<typeof toDue>>

type Taken = {
  readonly id: Id
  readonly lapp: string
  readonly order_key: string
  readonly input: Input
  readonly reference: string | null
  readonly delivery_tries: number
  readonly amount_msat: string
  readonly bolt11: string
  readonly preimage: string
  readonly since: string
}

const toDue = (row: Taken) => ({
  id: row.id,
  lapp: row.lapp,
  order: {
    key: row.order_key,
    input: row.input,
    msatMax: msat(BigInt(row.amount_msat)),
    locale: 'en'
  },
  paid: {
    bolt11: row.bolt11,
    preimage: row.preimage,
    reference: row.reference ?? undefined
  },
  /** The number of attempts, including this one. */
  tries: row.delivery_tries,
  sincePaidMs: Number(row.since)
})

/** Longer than a LApp may take to answer, so that it is not asked twice at once. */
export const ASKING = `interval '20 seconds'`

type Delivered = { readonly id: Id; readonly output: Readonly<Record<string, unknown>> }
