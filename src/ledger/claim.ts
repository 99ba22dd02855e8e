// What an idempotency key was used for before, if it was.
import type { EntityManager } from '@mikro-orm/postgresql'
import type { Key } from '../core/idempotency.ts'
import { prepared } from '../db/prepared.ts'
import type { Id } from '../core/ids.ts'

export type Claimed = { readonly fingerprint: Id; readonly resource: Id }

/** A hint that saves work: the claim itself is decided by the committer. */
export async function findClaim(em: EntityManager, { key }: Key): Promise<Claimed | undefined> {
  const text = 'select fingerprint, resource from idempotency where key = $1'
  const [row] = await prepared<Claimed>(em, text, [key])
  return row
}
