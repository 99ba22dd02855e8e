// What an idempotency key was used for before, if it was.
import type { EntityManager } from '@mikro-orm/postgresql'
import type { Key, Used } from '../core/idempotency.ts'
import { prepared } from '../db/prepared.ts'

/** A hint that saves work: the claim itself is decided by the committer. */
export async function findClaim(em: EntityManager, { key }: Key): Promise<Used | undefined> {
  const text = 'select fingerprint, resource from idempotency where key = $1'
  const [row] = await prepared<Used>(em, text, [key])
  return row
}
