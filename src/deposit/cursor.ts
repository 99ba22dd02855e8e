// How far the payments that a node received have been read, and whose turn it is to read on.
import type { EntityManager } from '@mikro-orm/postgresql'
import { newId, type Id } from '../core/ids.ts'
import { findRow, query } from '../db/query.ts'
import { CursorRow } from './entity.ts'

export type Cursor = { readonly id: Id; readonly payIndex: number }

/**
 * For the check at start-up: a node whose highest pay_index
 * is below this has an older database (safe-payer.md 3.1).
 */
export async function readCursor(em: EntityManager, nodeId: string): Promise<number> {
  const row = await findRow(em, CursorRow, { nodeId })
  return row?.payIndex ?? 0
}

/**
 * Undefined while another owner reads. Time is the database's. The lease
 * only saves work: that nothing is read twice is the cursor's own guard.
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

/** So that the next one need not wait for the end of the lease. */
export async function releaseCursor(em: EntityManager, nodeId: string, owner: Id): Promise<void> {
  await query(
    em,
    `update deposit_cursor set lease_until = null where node_id = ? and lease_owner = ?`,
    [nodeId, owner]
  )
}
