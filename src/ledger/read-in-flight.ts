// Counts payments in flight for the units of a batch that claim a turn: one gateway at a time.
import type { Id } from '../core/ids.ts'
import { msat } from '../core/msat.ts'
import { statement } from '../db/statement.ts'
import { uuids } from './binary-array.ts'
import type { Query, Rows } from './query.ts'

/**
 * Tries the lock without waiting, so that a gateway that stalls while holding it delays nobody's
 * transfers: without the lock, the units that asked are refused as `busy`, and retried. It is held
 * until the commit, so the count, a later statement, includes everything that others committed.
 */
const lock = (): Query => ({
  statement: statement(`select pg_try_advisory_xact_lock(hashtextextended('turn', 0))`),
  take: ({ inFlight }, rows) => {
    inFlight.counted = rows[0]?.[0] === true
  }
})

/** A few dozen rows, and those that ask. */
const sent = (asking: readonly Id[]): Query => ({
  statement: statement(
    `select id, root, amount_msat, true from payment where state = 'sent'
     union all
     select id, root, amount_msat, false from payment where id = any($1::uuid[]) and state = 'held'`,
    uuids(asking)
  ),
  take: ({ inFlight }, rows: Rows) => {
    for (const [id, root, amount, isOut] of rows as readonly SentRow[]) {
      const one = { root, amountMsat: msat(BigInt(amount)) }
      ;(isOut ? inFlight.sent : inFlight.asking).set(id, one)
    }
  }
})

type SentRow = readonly [id: Id, root: Id, amountMsat: string, isOut: boolean]

const sums = (accounts: readonly Id[]): Query => ({
  statement: statement(
    `select a.id, a.root, (select coalesce(sum(p.amount_msat), 0) from payment p
       where p.state in ('held', 'sent') and p.root = a.root)::int8
     from (select id, root_of(id) as root from unnest($1::uuid[]) u(id)) a`,
    uuids(accounts)
  ),
  take: ({ inFlight }, rows: Rows) => {
    for (const [account, root, sum] of rows as readonly (readonly [Id, Id, string])[]) {
      inFlight.roots.set(account, root)
      inFlight.sums.set(root, msat(BigInt(sum)))
    }
  }
})

/** The lock is taken before all others and never waited for, so it cannot be part of a deadlock. */
export const readInFlight = (asking: readonly Id[], accounts: readonly Id[]): readonly Query[] => [
  ...(asking.length + accounts.length > 0 ? [lock()] : []),
  ...(asking.length > 0 ? [sent(asking)] : []),
  ...(accounts.length > 0 ? [sums(accounts)] : [])
]
