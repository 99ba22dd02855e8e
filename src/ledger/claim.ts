// Looks up idempotency keys, and claims one for an operation that moves no money.
import type { EntityManager } from '@mikro-orm/postgresql'
import assert from 'node:assert/strict'
import { replayed, type Claimed, type Key, type Used } from '../core/idempotency.ts'
import { newId, type Id } from '../core/ids.ts'
import { prepared } from '../db/prepared.ts'
import type { Commit } from './unit.ts'

/** A hint that saves work: the claim itself is decided by the committer. */
export async function findClaim(em: EntityManager, { key }: Key): Promise<Used | undefined> {
  const text = 'select fingerprint, resource from idempotency where key = $1'
  const [row] = await prepared<Used>(em, text, [key])
  return row
}

/**
 * Claims a key before the resource is created: returns a new id, or that of the earlier claim,
 * under which the resource exists, or is being created, or was never created since the process
 * died.
 * @throws {AppError} if the key came with another request
 */
export async function claimKey(commit: Commit, account: Id, key: Key): Promise<Claimed> {
  const id = newId()
  const claim = { is: 'idempotency', ...key, account, resource: id } as const
  const verdict = await commit({ entries: [], guards: [], claims: [claim] })
  if (verdict.is === 'committed') return { id, replayed: false }
  const { why } = verdict
  assert(why.is === 'key_taken', `a key is free or taken: ${why.is}`)
  return { id: replayed(why, key), replayed: true }
}
