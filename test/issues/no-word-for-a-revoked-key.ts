// Of a key that is revoked nothing begins any more, however much of it waits: whoever found it may
// have asked for more than is ended at a time.
import { test } from 'tap'
import { approvals } from '../../src/approval/approvals.ts'
import { clock } from '../../src/core/clock.ts'
import { newId } from '../../src/core/ids.ts'
import { unhindered } from '../../src/core/step.ts'
import { books } from '../harness/books.ts'

test('a yes to what a revoked key asked for begins nothing', async t => {
  const { em, commit, user, sql } = await books(t)
  const owner = await user()
  const key = newId()
  const ids = Array.from({ length: 150 }, () => newId())
  const shown = JSON.stringify({ amountMsat: '5', maxFeeMsat: '0', surchargeMsat: '0', bolt11: '' })
  const wish = JSON.stringify({
    destination: 'x',
    amountMsat: null,
    comment: null,
    maxPaymentMsat: null,
    lapps: null
  })
  for (const id of ids)
    await sql(
      `insert into approval (id, account, owner, kind, state, budget, wish, shown, payment_hash,
         created_at, expires_at, key)
       values ($1, $2, $2, 'payment', 'waiting', $3, $4, $5, 'h', now(),
         now() + interval '15 minutes', $3)`,
      [id, owner, key, wish, shown]
    )
  const begun: string[] = []
  const stub = async (id: string): Promise<never> => {
    begun.push(id)
    return Promise.resolve({} as never)
  }
  const room = approvals({
    em,
    commit,
    step: unhindered,
    clock,
    canAsk: true,
    payments: { resume: stub },
    purchases: { resume: stub, wished: async () => Promise.resolve(undefined) }
  })
  const decided = await room.decide(ids.at(-1) ?? key, owner, true)
  t.equal(decided.is, 'over')
  t.same(begun, [])
})
