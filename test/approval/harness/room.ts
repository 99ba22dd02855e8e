// Approvals over a test's books; what they begin, the test says.
import { approvals } from '../../../src/approval/approvals.ts'
import { clock } from '../../../src/core/clock.ts'
import type { Id } from '../../../src/core/ids.ts'
import { unhindered } from '../../../src/core/step.ts'
import type { Books } from '../../harness/books.ts'

export const approvalRoom = (
  { em, commit }: Pick<Books, 'em' | 'commit'>,
  resume: (id: Id) => Promise<never>
) =>
  approvals({
    em,
    commit,
    step: unhindered,
    clock,
    canAsk: true,
    payments: { resume },
    purchases: { resume, wished: async () => Promise.resolve(undefined) }
  })

const SHOWN = { amountMsat: '5', maxFeeMsat: '0', surchargeMsat: '0', bolt11: '' }
const WISH = {
  destination: 'x',
  amountMsat: null,
  comment: null,
  maxPaymentMsat: null,
  lapps: null
}

/** Payments that a key of the owner's has asked for; those that are approved, a minute ago. */
export async function ask(
  { sql }: Pick<Books, 'sql'>,
  ids: readonly Id[],
  by: { readonly owner: Id; readonly state: 'waiting' | 'approved'; readonly key: Id | null }
): Promise<void> {
  for (const id of ids)
    await sql(
      `insert into approval (id, account, owner, kind, state, budget, wish, shown, payment_hash,
         created_at, decided_at, expires_at, key)
       values ($1::uuid, $2, $2, 'payment', $3::text, coalesce($4::uuid, $1::uuid), $5, $6, 'h',
         now() - interval '2 minutes',
         case when $3::text = 'approved' then now() - interval '1 minute' end,
         now() + interval '15 minutes', $4::uuid)`,
      [id, by.owner, by.state, by.key, JSON.stringify(WISH), JSON.stringify(SHOWN)]
    )
}
