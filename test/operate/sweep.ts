import { test, type Test } from 'tap'
import { heldAccountOf, HOUSE, newId, showId, type Id } from '../../src/core/ids.ts'
import { unhindered } from '../../src/core/step.ts'
import type { Unit } from '../../src/ledger/unit.ts'
import { clightning } from '../../src/lightning/clightning.ts'
import { unixSocket } from '../../src/lightning/socket.ts'
import { sweep, type Deps } from '../../src/operate/sweep.ts'
import { books } from '../harness/books.ts'
import { hanging, partAt, sandboxNode } from './harness/hanging.ts'

async function house(t: Test) {
  const [ledger, node] = [await books(t), await sandboxNode(t)]
  const lightning = clightning(unixSocket(node.path))
  t.teardown(async () => lightning.close())
  const said: string[] = []
  let foreign = 0
  const say = (_facts: object, line: string) => void said.push(line)
  const deps: Deps = {
    ...ledger,
    step: unhindered,
    node: lightning,
    nodeId: node.network.nodes.ours.pubkey,
    shared: false,
    onForeign: (parts: number) => void (foreign += parts),
    log: { warn: say, error: say }
  }
  /** The node pays 10 sat under the label of a payment that the ledger has never seen. */
  const lose = (account: Id): { id: Id; hash: string } => {
    const id = newId()
    const label = `lapp:${showId('pay', id)}:${showId('acc', account)}`
    return { id, hash: partAt(node, 'paid', label).hash }
  }
  return { ...ledger, node, means: deps, lose, said, foreign: () => foreign }
}

test('a payment that the database has lost is there again, held and sent, for the payer to end', async t => {
  const { means: deps, lose, user, balance, sql, said, wrong } = await house(t)
  const account = await user(100_000)
  const { id, hash } = lose(account)
  t.equal(await sweep(deps), 1)
  t.match(await sql('select * from payment'), [
    { id, account, state: 'sent', payment_hash: hash, amount_msat: '10000', watermark: '0' }
  ])
  t.equal(await balance(heldAccountOf(account)), 10_000n)
  t.match(said, ['the node has paid what the ledger does not know'])
  t.equal(await sweep(deps), 0, 'and once')
  t.same(await wrong(), [])
})

test('a lost payment that another process has just brought back is charged once', async t => {
  const { means: deps, lose, user, balance, sql, wrong } = await house(t)
  const account = await user(100_000)
  lose(account)
  /** Both have looked before either has written: the second finds the hash taken. */
  const late = async (unit: Unit) => {
    await deps.commit(unit)
    return deps.commit(unit)
  }
  await sweep({ ...deps, commit: late })
  t.equal(await balance(account), 90_000n)
  t.equal(await balance(heldAccountOf(account)), 10_000n)
  await sql('delete from sweep_cursor')
  t.equal(await sweep(deps), 0)
  t.equal(
    (await sql(`select 1 from entry where kind = 'adjust' and amount_msat = 10000`)).length,
    0
  )
  t.same(await wrong(), [])
})

test('what its account cannot bear, or nobody’s, is set aside for an operator', async t => {
  const { means: deps, lose, user, balance, sql, wrong } = await house(t)
  const poor = await user(9_999)
  const ids = [lose(poor).id, lose(newId()).id]
  t.equal(await sweep(deps), 2)
  t.equal(await balance(poor), 9_999n)
  const entries = await sql(
    `select debit_account as from, subject from entry where kind = 'suspense'`
  )
  for (const subject of ids) t.ok(entries.some(e => e['subject'] === subject))
  t.ok(entries.every(e => e['from'] === HOUSE.suspense))
  await sql('delete from sweep_cursor')
  t.equal(await sweep(deps), 0, 'a second look at the same rows books nothing')
  t.same(await wrong(), [])
})

test('a payment that was given back and is complete after all is charged to its account', async t => {
  const { means: deps, lose, user, balance, sql, wrong } = await house(t)
  const account = await user(100_000)
  const { id } = lose(account)
  await sweep(deps)
  await deps.commit({
    entries: [
      {
        id: newId(),
        debit: heldAccountOf(account),
        credit: account,
        amountMsat: 10_000n as never,
        kind: 'release',
        subject: id
      }
    ],
    guards: [{ table: 'payment', id, from: 'sent', set: { state: 'released' } }],
    claims: []
  })
  await sql('delete from sweep_cursor')
  const both = await Promise.all([sweep(deps), sweep(deps)])
  t.ok(both.some(bookings => bookings === 1))
  t.equal(await balance(account), 90_000n)
  t.match(await sql('select * from sweep_booking'), [{ id, booked_msat: '10000' }])
  t.same(await wrong(), [])
})

test('what is on its way or failed is let alone; what others sent is counted and told', async t => {
  const { means: deps, node, user, sql, said, foreign, wrong } = await house(t)
  const account = await user(100_000)
  for (const is of ['held', 'paid', 'phantom'] as const)
    await hanging({ is, sentAgo: '1 minute' }, account, deps as never, node)
  partAt(node, 'paid', undefined)
  partAt(node, 'paid', 'somebody else')
  t.equal(await sweep(deps), 0)
  t.equal(foreign(), 2)
  t.match(said, [/sends what this gateway did not order/])
  await sweep({ ...deps, shared: true })
  t.equal(foreign(), 2)
  t.equal(said.length, 1)
  t.equal((await sql('select 1 from sweep_booking')).length, 0)
  t.same(await wrong(), [])
})
