// Stores how far the payments received by a node have been read, and leases the reading to one
// process.
import type { EntityManager } from '@mikro-orm/postgresql'
import { newId, type Id } from '../core/ids.ts'
import type { Deferral } from '../core/deferral.ts'
import { findRow, query } from '../db/query.ts'
import { CursorRow } from './entity.ts'

export type Cursor = { readonly id: Id; readonly payIndex: number }

/** Far more than it is leased for at a time. */
export const CURSOR_LEASE: Deferral = {
  table: 'deposit_cursor',
  column: 'lease_until',
  atMost: '1 minute',
  where: 'true'
}

/**
 * For the check at start-up: if the node's highest pay_index is below this, its database is older
 * (safe-payer.md 3.1).
 */
export const readCursor = async (em: EntityManager, nodeId: string): Promise<number> =>
  (await findRow(em, CursorRow, { nodeId }))?.payIndex ?? 0

/**
 * undefined while another process reads. Uses the database's clock. The lease only saves work: the
 * cursor itself guards against reading anything twice.
 */
export async function leaseCursor(
  em: EntityManager,
  nodeId: string,
  owner: Id,
  seconds: number
): Promise<Cursor | undefined> {
  const row = await take(em, nodeId, owner, seconds)
  if (row) return row
  await query(
    em,
    `insert into deposit_cursor (id, node_id, pay_index) values (?, ?, 0)
     on conflict (node_id) do nothing`,
    [newId(), nodeId]
  )
  return take(em, nodeId, owner, seconds)
}

async function take(
  em: EntityManager,
  nodeId: string,
  owner: Id,
  seconds: number
): Promise<Cursor | undefined> {
  const [row] = await query<{ id: Id; pay_index: string }>(
    em,
    `update deposit_cursor set lease_owner = ?, lease_until = now() + make_interval(secs => ?)
     where node_id = ? and (lease_owner = ? or lease_until is null or lease_until < now())
     returning id, pay_index`,
    [owner, seconds, nodeId, owner]
  )
  return row && { id: row.id, payIndex: Number(row.pay_index) }
}

/** Ends the lease early, so that the next process need not wait for its expiry. */
export async function releaseCursor(em: EntityManager, nodeId: string, owner: Id): Promise<void> {
  const end = 'update deposit_cursor set lease_until = null where node_id = ? and lease_owner = ?'
  await query(em, end, [nodeId, owner])
}
