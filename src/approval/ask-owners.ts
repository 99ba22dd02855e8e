// Sends the owners questions about waiting requests, through the callback given (the bot).
import type { EntityManager } from '@mikro-orm/postgresql'
import { forEachCollecting } from '../core/each.ts'
import type { Id } from '../core/ids.ts'
import type { Msat } from '../core/msat.ts'
import { query } from '../db/query.ts'
import type { ApprovalRow } from './entity.ts'
import { totalOf } from './view.ts'

/** The question to show to an owner. */
export type Question = {
  readonly id: Id
  /** The name of the key whose budget is used up. */
  readonly key: string
  /** The highest total, including fees and surcharge. */
  readonly totalMsat: Msat
  readonly leaves: 'payment' | 'purchase'
  /** The description by the payee, or the LApp. */
  readonly what: string | null
  /** Their Telegram ids. */
  readonly people: readonly string[]
}

type ToldRow = Pick<ApprovalRow, 'id' | 'kind' | 'shown'> & {
  readonly key: string | null
  readonly people: readonly string[]
}

const UNTOLD = `state = 'waiting' and told_at is null and expires_at > now()`

/**
 * Takes one question per owner in each run, so that nobody's many delay another's. Each is asked
 * once, by one gateway; again if nobody could be reached.
 */
export async function askOwners(
  em: EntityManager,
  tell: (question: Question) => Promise<void>
): Promise<void> {
  const rows = await query<ToldRow>(
    em,
    `update approval a set told_at = now() where id in (
       select id from approval o where ${UNTOLD} and not exists (select from approval
         where owner = o.owner and id < o.id and ${UNTOLD})
       order by random() limit 20 for update skip locked)
     returning id, kind, shown,
       (select name from api_key where api_key.id = a.budget) as key,
       array(select external_id from identity i
         where i.kind = 'telegram' and i.account = a.owner) as people`
  )
  await forEachCollecting(rows, async ({ id, kind, shown, key, people }) => {
    const what = kind === 'purchase' ? shown.lapp : shown.description
    const question = {
      id,
      leaves: kind,
      key: key ?? '',
      totalMsat: totalOf({ shown }),
      what,
      people
    }
    await tell(question).catch(async (error: unknown) => {
      await query(em, 'update approval set told_at = null where id = ?', [id])
      throw error
    })
  })
}
