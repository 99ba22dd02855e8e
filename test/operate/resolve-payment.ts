import { test, type Test } from 'tap'
import { heldAccountOf, newId, type Id } from '../../src/core/ids.ts'
import { SAT, msat } from '../../src/core/msat.ts'
import { openOrm } from '../../src/db/orm.ts'
import { clightning } from '../../src/lightning/clightning.ts'
import { unixSocket } from '../../src/lightning/socket.ts'
import { resolvePayment } from '../../src/operate/resolve-payment.ts'
import { PaymentEntity } from '../../src/payment/entity.ts'
import { paymentRows } from '../../src/payment/rows.ts'
import { books } from '../harness/books.ts'
import { hanging, sandboxNode, type Hanging } from './harness/hanging.ts'

const WORD = { by: 'ada', reason: 'the node was killed while it sent' }

async function house(t: Test) {
  const [ledger, node] = [await books(t), await sandboxNode(t)]
  const orm = await openOrm({ url: ledger.url, entities: [PaymentEntity] })
  t.teardown(async () => orm.close())
  const lightning = clightning(unixSocket(node.path))
  t.teardown(async () => lightning.close())
  const deps = {
    ...ledger,
    rows: paymentRows(orm.em),
    node: lightning,
    newId
  }
  const make = async (is: Hanging): Promise<{ id: Id; account: Id }> => {
    const account = await ledger.user(100_000)
    return { account, id: await hanging(is, account, deps, node) }
  }
  return { ...ledger, means: deps, make, sandbox: node }
}

test('a phantom is ended by two facts, with a release, a word and the evidence', async t => {
  const { means: deps, make, balance, sql, wrong } = await house(t)
  const { id, account } = await make({ is: 'phantom', sentAgo: '2 minutes' })
  t.equal(await balance(account), 100_000n - 16_000n)
  const ended = await resolvePayment(id, 'failed', WORD, deps)
  t.match(ended, { state: 'released', endedBy: 'operator', errorCode: 'node_error', stuck: false })
  t.equal(await balance(account), 100_000n)
  t.equal(await balance(heldAccountOf(account)), 0n)
  t.match(await sql('select * from operation'), [
    {
      what: 'payment.resolve',
      operator: 'ada',
      subject: id,
      reason: WORD.reason,
      evidence: { outcome: 'failed', channels_with_htlc: 0, rows: [{ status: 'pending' }, {}] }
    }
  ])
  await t.rejects(resolvePayment(id, 'failed', WORD, deps), { message: /it is released/ })
  await t.rejects(sql(`update operation set operator = 'eve'`), { message: /append-only/ })
  await t.rejects(sql(`delete from operation`), { message: /append-only/ })
  await t.rejects(sql(`truncate operation`), { message: /append-only/ })
  t.same(await wrong(), [])
})

test('what may still be paid stays held, whatever an operator says', async t => {
  const { means: deps, make, balance, sql, wrong } = await house(t)
  const cases: readonly (readonly [Hanging, 'failed' | 'paid', RegExp])[] = [
    [{ is: 'phantom', sentAgo: '1 year', open: true }, 'failed', /call may still be at work/],
    [{ is: 'paid', sentAgo: '1 year', open: true }, 'paid', /call may still be at work/],
    [{ is: 'held', sentAgo: '1 day' }, 'failed', /1 of the node's channels has an HTLC/],
    [{ is: 'held', sentAgo: '1 day' }, 'paid', /has an HTLC/],
    [{ is: 'paid', sentAgo: '1 day' }, 'failed', /a complete part of it: it was paid/],
    [{ is: 'phantom', sentAgo: '1 day' }, 'paid', /no complete part/],
    [{ is: 'unsent', sentAgo: '1 day' }, 'failed', /it is held/],
    [{ is: 'other node', sentAgo: '1 day' }, 'failed', /sent by the node 02/]
  ]
  for (const [is, outcome, message] of cases) {
    const { id, account } = await make(is)
    await t.rejects(resolvePayment(id, outcome, WORD, deps), { message })
    t.equal(await balance(heldAccountOf(account)), 16_000n)
  }
  await t.rejects(resolvePayment(newId(), 'failed', WORD, deps), { code: 'not_found' })
  t.same(await sql('select * from operation'), [])
  t.same(await wrong(), [])
})

test('without a word nothing is ended', async t => {
  const { means: deps, make, balance } = await house(t)
  const { id, account } = await make({ is: 'phantom', sentAgo: '1 day' })
  for (const word of [
    { by: 'ada', reason: ' \n' },
    { by: '', reason: 'x' }
  ])
    await t.rejects(resolvePayment(id, 'failed', word, deps), { code: 'invalid_request' })
  t.equal(await balance(heldAccountOf(account)), 16_000n)
})

test('one that the node completed is ended as paid, for what was sent', async t => {
  const { means: deps, make, balance, wrong } = await house(t)
  const { id, account } = await make({ is: 'paid', sentAgo: '1 day' })
  const ended = await resolvePayment(id, 'paid', WORD, deps)
  t.match(ended, { state: 'settled', endedBy: 'operator' })
  t.equal(ended.amountSentMsat, msat(10n * SAT))
  t.equal(await balance(account), 90_000n)
  t.same(await wrong(), [])
})

test('of two who end it at once one does', async t => {
  const { means: deps, make, balance, another, sql, wrong } = await house(t)
  const { id, account } = await make({ is: 'phantom', sentAgo: '1 day' })
  const both = await Promise.allSettled(
    [deps.commit, another()].map(async commit =>
      resolvePayment(id, 'failed', WORD, { ...deps, commit })
    )
  )
  t.same(both.map(one => one.status).sort(), ['fulfilled', 'rejected'])
  t.equal(await balance(account), 100_000n)
  t.equal((await sql('select * from operation')).length, 1)
  t.same(await wrong(), [])
})
