// Gives a key a new secret; the former one works for as long as the owner says.
import type { EntityManager } from '@mikro-orm/postgresql'
import type { Id } from '../core/ids.ts'
import { query } from '../db/query.ts'
import { transaction } from '../db/transaction.ts'
import { newSecret } from './make-key.ts'

/** At most two secrets are live: one that was already expiring ends now. undefined: no such key. */
export async function rotateKey(
  em: EntityManager,
  id: Id,
  overlapSeconds: number,
  random: (bytes: number) => Buffer
): Promise<string | undefined> {
  const { prefix, secret, digest } = newSecret(random)
  return transaction(em, async inside => {
    const [old] = await query<{ digest: Buffer }>(
      inside,
      'select digest from api_key where id = ? and revoked_at is null for update',
      [id]
    )
    if (old === undefined) return undefined
    await query(inside, END_SESSIONS, [overlapSeconds, id])
    await query(inside, 'update former_secret set until = least(until, now()) where key = ?', [id])
    await query(
      inside,
      `insert into former_secret (digest, key, until)
       values (?, ?, now() + ? * interval '1 second')`,
      [old.digest, id, overlapSeconds]
    )
    await query(
      inside,
      'update api_key set digest = ?, prefix = ?, rotated_at = now() where id = ?',
      [digest, prefix, id]
    )
    return secret
  })
}

/** Sessions end with the secret that opened them: those of the secret before last at once. */
const END_SESSIONS = `
  update session s set expires_at = least(s.expires_at, case when s.created_at < k.rotated_at
    then now() else now() + ? * interval '1 second' end)
  from api_key k where k.id = ? and s.key = k.id`
