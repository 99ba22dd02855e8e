// Whatever a job cannot do for one row, it does for the rows behind it.
import { test } from 'tap'
import { approvals } from '../../src/approval/approvals.ts'
import { clock } from '../../src/core/clock.ts'
import { newId, type Id } from '../../src/core/ids.ts'
import { unhindered } from '../../src/core/step.ts'
import { memoryNode } from '../deposit/harness/node.ts'
import { deposits } from '../deposit/harness/room.ts'
import { books, keyFor } from '../harness/books.ts'

test('a deposit that cannot be completed keeps none behind it from their invoices', async t => {
  const { em, commit, user, sql } = await books(t)
  const account = await user()
  const node = memoryNode()
  const odd = {
    ...node,
    invoice: (async request => {
      if (request.description === 'odd') throw new TypeError('nobody has thought of this')
      return node.invoice(request)
    }) satisfies typeof node.invoice
  }
  const room = deposits({ em, commit, node: odd, now: () => new Date() })
  node.hush(true)
  for (const memo of ['odd', 'good', 'good']) {
    const wish = { account, key: keyFor(account), amountMsat: undefined, memo }
    await t.rejects(room.open({ ...wish, expiresInSeconds: undefined }))
  }
  node.hush(false)
  await sql(`update deposit set created_at = now() - interval '11 seconds'`)
  await t.rejects(room.recover(), TypeError, 'it is said, nevertheless')
  const rows = await sql('select memo, state from deposit order by memo desc')
  t.same(
    rows.map(({ memo, state }) => [memo, state]),
    [
      ['odd', 'creating'],
      ['good', 'pending'],
      ['good', 'pending']
    ]
  )
})

test('an approved payment that cannot be opened keeps none behind it waiting', async t => {
  const { em, commit, user, sql } = await books(t)
  const owner = await user()
  const shown = JSON.stringify({ amountMsat: '5', maxFeeMsat: '0', surchargeMsat: '0', bolt11: '' })
  const wish = JSON.stringify({
    destination: 'x',
    amountMsat: null,
    comment: null,
    maxPaymentMsat: null,
    lapps: null
  })
  const ids = [newId(), newId(), newId()]
  for (const id of ids)
    await sql(
      `insert into approval (id, account, owner, kind, state, budget, wish, shown, payment_hash,
         created_at, decided_at, expires_at)
       values ($1, $2, $2, 'payment', 'approved', $1, $3, $4, 'h', now() - interval '2 minutes',
         now() - interval '1 minute', now() + interval '15 minutes')`,
      [id, owner, wish, shown]
    )
  const begun: Id[] = []
  const resume = async (id: Id): Promise<never> => {
    if (id === ids[0]) throw new TypeError('nobody has thought of this')
    begun.push(id)
    return Promise.resolve({} as never)
  }
  const room = approvals({
    em,
    commit,
    step: unhindered,
    clock,
    canAsk: true,
    payments: { resume },
    purchases: { resume, wished: async () => Promise.resolve(undefined) }
  })
  const [job] = room.jobs(undefined).slice(1)
  await t.rejects(Promise.resolve(job?.run()), TypeError, 'it is said, nevertheless')
  t.same(begun.toSorted(), ids.slice(1).toSorted())
})
