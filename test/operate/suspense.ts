import { test } from 'tap'
import { HOUSE, heldAccountOf, newId, type Id } from '../../src/core/ids.ts'
import { msat } from '../../src/core/msat.ts'
import { assignReceipt, suspended } from '../../src/operate/suspense.ts'
import { books, type Books } from '../harness/books.ts'

const WORD = { by: 'ada', reason: 'the payer wrote to us' }

/** What a node received under a label that names no deposit. */
async function received(amount: number, { commit }: Books): Promise<Id> {
  const id = newId()
  const amountMsat = msat(amount)
  const entry = { debit: HOUSE.lightning, credit: HOUSE.suspense, amountMsat, subject: id }
  await commit({
    entries: [{ id: newId(), ...entry, kind: 'suspense' }],
    guards: [
      {
        table: 'receipt',
        id,
        from: null,
        set: {
          node_id: '02',
          pay_index: 1,
          payment_hash: 'ab',
          label: 'dep:lost',
          amount_msat: amountMsat,
          state: 'suspense',
          paid_at: 'now'
        }
      }
    ],
    claims: []
  })
  return id
}

test('what is nobody’s goes to whom an operator names, all of it and once', async t => {
  const house = await books(t)
  const account = await house.user()
  const id = await received(777, house)
  t.match(await suspended(house.em), [{ id, amountMsat: 777n, label: 'dep:lost' }])
  const both = await Promise.allSettled(
    [house.commit, house.another()].map(async commit =>
      assignReceipt(id, account, WORD, { em: house.em, commit })
    )
  )
  t.same(both.map(one => one.status).sort(), ['fulfilled', 'rejected'])
  t.equal(await house.balance(account), 777n)
  t.same(await suspended(house.em), [])
  t.match(await house.sql('select * from operation'), [
    { what: 'suspense.assign', operator: 'ada', subject: id, evidence: { account } }
  ])
  t.same(await house.wrong(), [])
})

test('nothing is assigned to nobody, nor what is not there', async t => {
  const house = await books(t)
  const id = await received(777, house)
  await t.rejects(assignReceipt(id, newId(), WORD, house), { code: 'recipient_unknown' })
  for (const own of [HOUSE.claims, HOUSE.suspense, heldAccountOf(await house.user())])
    await t.rejects(assignReceipt(id, own, WORD, house), { code: 'recipient_unknown' }, 'no person')
  await t.rejects(assignReceipt(newId(), await house.user(), WORD, house), { code: 'not_found' })
  await t.rejects(assignReceipt(id, await house.user(), { by: 'ada', reason: '' }, house), {
    code: 'invalid_request'
  })
  t.match(await suspended(house.em), [{ id }])
  t.same(await house.sql('select * from operation'), [])
  t.same(await house.wrong(), [])
})
