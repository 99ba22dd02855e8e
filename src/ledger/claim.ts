// What an idempotency key was used for before, if it was.
import type { EntityManager } from '@mikro-orm/postgresql'
import type { Key } from '../core/idempotency.ts'
import type { Id } from '../core/ids.ts'

export type Claimed = { readonly fingerprint: Id; readonly resource: Id }

/** A hint that saves work: the claim itself is decided by the committer. */
export async function findClaim(em: EntityManager, { key }: Key): Promise<Claimed | undefined> {
  const [row] = await em
    .fork()
    .execute<Claimed[]>('select fingerprint, resource from idempotency where key = ?', [key])
  return row
}
