import { test } from 'tap'
import { HOUSE, newId } from '../../src/core/ids.ts'
import { adjustments, decideOn, propose } from '../../src/operate/adjust.ts'
import { books } from '../harness/books.ts'

const ADA = { by: 'ada', osUser: 'uid-ada', reason: 'the shop never delivered' }
const BOB = { by: 'bob', osUser: 'uid-bob', reason: 'I have seen the receipt' }

test('one proposes, another approves, and the house bears it', async t => {
  const house = await books(t)
  const account = await house.user(1_000)
  const id = await propose({ account, amountMsat: 250n }, ADA, house)
  t.equal(await house.balance(account), 1_000n)
  t.match(await adjustments(house.em), [{ id, amountMsat: 250n, proposedBy: 'ada' }])
  await t.rejects(decideOn(id, 'approved', { ...BOB, by: ' Ada' }, house), { code: 'forbidden' })
  const both = await Promise.allSettled(
    [house.commit, house.another()].map(async commit =>
      decideOn(id, 'approved', BOB, { em: house.em, commit })
    )
  )
  t.same(both.map(one => one.status).sort(), ['fulfilled', 'rejected'])
  t.equal(await house.balance(account), 1_250n)
  t.match(
    await house.sql('select debit_account as from, kind from entry where subject = $1', [id]),
    [{ from: HOUSE.losses, kind: 'adjust' }]
  )
  t.same(await house.wrong(), [])
  t.match(await house.sql('select what, operator, subject from operation order by created_at'), [
    { what: 'adjust.propose', operator: 'ada', subject: id },
    { what: 'adjust.approve', operator: 'bob', subject: id }
  ])
})

test('what is taken back never takes a balance below zero', async t => {
  const house = await books(t)
  const account = await house.user(1_000)
  const id = await propose({ account, amountMsat: -1_001n }, ADA, house)
  await t.rejects(decideOn(id, 'approved', BOB, house), { code: 'insufficient_balance' })
  t.match(await adjustments(house.em), [{ id, state: 'proposed' }])
  const fits = await propose({ account, amountMsat: -1_000n }, ADA, house)
  await decideOn(fits, 'approved', BOB, house)
  t.equal(await house.balance(account), 0n)
  t.same(await house.wrong(), [])
})

test('who calls themselves another is still the same user of the operating system', async t => {
  const house = await books(t)
  const account = await house.user(1_000)
  const id = await propose({ account, amountMsat: 250n }, ADA, house)
  t.match(await adjustments(house.em), [{ id, proposedAs: 'uid-ada' }])
  await t.rejects(decideOn(id, 'approved', { ...BOB, osUser: ADA.osUser }, house), {
    code: 'forbidden',
    message: /same user/
  })
  t.equal(await house.balance(account), 1_000n)
  await decideOn(id, 'approved', BOB, house)
  t.equal(await house.balance(account), 1_250n)
  const sql = `select evidence ->> 'os_user' as who from operation order by created_at`
  t.same(await house.sql(sql), [{ who: 'uid-ada' }, { who: 'uid-bob' }])
})

test('what was rejected is over, and nobody unknown is adjusted', async t => {
  const house = await books(t)
  const account = await house.user()
  const id = await propose({ account, amountMsat: 5n }, ADA, house)
  await decideOn(id, 'rejected', { ...ADA, reason: 'a slip' }, house)
  await t.rejects(decideOn(id, 'approved', BOB, house), { code: 'not_found' })
  t.equal(await house.balance(account), 0n)
  for (const [who, code] of [
    [newId(), 'recipient_unknown'],
    [HOUSE.suspense, 'invalid_request']
  ] as const)
    await t.rejects(propose({ account: who, amountMsat: 5n }, ADA, house), { code })
  t.same(await house.wrong(), [])
})
