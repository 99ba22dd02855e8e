// Stores offers to callers without an account: limits how many may be open at once, and finds each
// by its token.
import type { EntityManager } from '@mikro-orm/postgresql'
import { AppError } from '../core/errors.ts'
import { newId, type Id } from '../core/ids.ts'
import { msat, type Msat } from '../core/msat.ts'
import { query } from '../db/query.ts'
import { transaction } from '../db/transaction.ts'
import { digestOf } from './token.ts'

export type Order = {
  readonly id: Id
  readonly lapp: string
  readonly input: Readonly<Record<string, unknown>>
  readonly fingerprint: Id
  readonly quote: Id
  /** Until when its price holds. */
  readonly quoteUntil: Date
  readonly deposit: Id
  readonly paymentHash: string
  readonly bolt11: string
  readonly amountMsat: Msat
  readonly expiresAt: Date
  /** Set once a valid proof has bought it. */
  readonly purchase: Id | null
}

export type NewOrder = Pick<Order, 'lapp' | 'input' | 'fingerprint'> & {
  /** The caller's address: limits open orders per address. */
  readonly address: string
}

/** Unpaid invoices per address, and in total: each costs the node a row. */
const OPEN_OF_ONE = 20
const OPEN_OF_ALL = 1_000
const RESERVED_FOR = `interval '1 minute'`

export const orders = (em: EntityManager) => ({
  /**
   * Reserves a place among the open orders, before a LApp or the node is asked.
   * @throws {AppError} `rate_limited`
   */
  reserve: async ({ lapp, input, fingerprint, address }: NewOrder): Promise<Id> =>
    transaction(em, async inside => {
      // Serialised, so that concurrent requests are counted as well.
      await inside.execute(`select pg_advisory_xact_lock(hashtext('paid orders'))`)
      const [open]: { mine: number; all: number }[] = await inside.execute(OPEN, [address])
      if (open !== undefined && (open.mine >= OPEN_OF_ONE || open.all >= OPEN_OF_ALL)) {
        const whose = open.mine >= OPEN_OF_ONE ? 'of this address' : 'of all'
        throw new AppError('rate_limited', `Too many invoices ${whose} are unpaid; pay, or wait`)
      }
      const id = newId()
      await inside.execute(RESERVE, [id, lapp, JSON.stringify(input), fingerprint, address])
      return id
    }),
  forget: async (id: Id): Promise<void> => {
    await query(em, 'delete from paid_order where id = ?', [id])
  },
  offer: async (
    order: Omit<Order, 'lapp' | 'input' | 'fingerprint' | 'purchase'>,
    token: string
  ) => {
    const { id, quote, quoteUntil, deposit, paymentHash, bolt11, amountMsat, expiresAt } = order
    await query(em, OFFER, [
      ...[digestOf(token), quote, quoteUntil, deposit, paymentHash, bolt11, String(amountMsat)],
      ...[expiresAt, id]
    ])
  },
  find: async (token: string): Promise<Order | undefined> => {
    const [row] = await query<Row>(em, FIND, [digestOf(token)])
    return row && show(row)
  },
  bought: async (id: Id, purchase: Id): Promise<void> => {
    await query(em, 'update paid_order set purchase = ? where id = ? and purchase is null', [
      ...[purchase, id]
    ])
  },
  /**
   * Deletes orders that were not paid within a day, once the node says that their invoice cannot be
   * paid any more: a proof is valid as long as its order exists.
   */
  prune: async (): Promise<void> => {
    await query(em, PRUNE)
  }
})

const OPEN = `
  select count(*) filter (where o.address = ?)::int as mine, count(*)::int as all
  from paid_order o left join deposit d on d.id = o.deposit
  where o.purchase is null and o.expires_at > now() and d.state is distinct from 'settled'`

const RESERVE = `
  insert into paid_order (id, lapp, input, fingerprint, address, expires_at)
  values (?, ?, ?, ?, ?, now() + ${RESERVED_FOR})`

const OFFER = `
  update paid_order set token = ?, quote = ?, quote_until = ?, deposit = ?, payment_hash = ?, bolt11 = ?,
    amount_msat = ?, expires_at = ? where id = ?`

const FIND = `
  select id, lapp, input, fingerprint, quote, quote_until as "quoteUntil", deposit, payment_hash as "paymentHash", bolt11,
    amount_msat::text as "amountMsat", expires_at as "expiresAt", purchase
  from paid_order where token = ?`

const PRUNE = `
  delete from paid_order o where purchase is null and expires_at < now() - interval '1 day'
    and not exists (select from deposit d where d.id = o.deposit and d.state <> 'expired')`

type Told = 'amountMsat' | 'quoteUntil' | 'expiresAt'
type Row = Omit<Order, Told> & Readonly<Record<Told, string>>

const show = (row: Row): Order => ({
  ...row,
  amountMsat: msat(BigInt(row.amountMsat)),
  quoteUntil: new Date(row.quoteUntil),
  expiresAt: new Date(row.expiresAt)
})
