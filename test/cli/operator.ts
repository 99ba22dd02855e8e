// The operator's commands as they are typed, on a real database and a make-believe node.
import { randomBytes } from 'node:crypto'
import { test, type Test } from 'tap'
import { keys } from '../../src/account/keys.ts'
import { newId, parse, showId } from '../../src/core/ids.ts'
import { decideOn } from '../../src/operate/adjust.ts'
import { books } from '../harness/books.ts'
import { createDatabase } from '../harness/database.ts'
import { hanging, sandboxNode } from '../operate/harness/hanging.ts'
import { shortFolder } from '../sandbox/fixtures/node.ts'
import { gateway as typed } from './harness/gateway.ts'
import { ownProcess } from './harness/own-process.ts'

type Said = { readonly code: number; readonly out: unknown; readonly err: string }

async function terminal(t: Test) {
  const [house, node] = [await books(t), await sandboxNode(t)]
  const dir = shortFolder(t)
  const gateway = async (line: string, url = house.url, run = typed): Promise<Said> => {
    const env = { DATABASE_URL: url, DATA_DIR: dir, LIGHTNING_RPC: node.path }
    const { code, stdout, stderr } = await run(['--json', ...line.split(' ')], env)
    return { code, err: stderr, out: stdout === '' ? undefined : (JSON.parse(stdout) as unknown) }
  }
  return { house, node, dir, gateway }
}

const field = (said: Said, name: string): string =>
  String((said.out as Readonly<Record<string, unknown>>)[name])

test('a phantom is listed, shown with its evidence, and ended by who means it', async t => {
  const { house, node, gateway } = await terminal(t)
  const account = await house.user(100_000)
  const id = await hanging({ is: 'phantom', sentAgo: '1 hour' }, account, house, node)
  const name = showId('pay', id)
  t.match((await gateway('payment list --stuck')).out, [{ id: name, stuck: true }])
  t.match((await gateway(`payment show ${name}`)).out, {
    id: name,
    state: 'sent',
    at_the_node: { channels_with_htlc: 0, rows: [{ status: 'pending' }, { status: 'pending' }] }
  })
  const wish = `payment resolve ${name} --outcome failed --by ada --reason phantom`
  t.match(await gateway(wish), { code: 2, err: /say --yes/ })
  t.match(await gateway(wish.replace(/ --reason.*/, ' --yes')), { code: 2, err: /--reason/ })
  // A process of its own: with node and ledger open it ends by itself.
  t.match(await gateway(`${wish} --yes`, house.url, ownProcess), {
    code: 0,
    out: { state: 'released' }
  })
  t.match(await gateway(`${wish} --yes`), { code: 2, err: /it is released/ })
  t.equal(await house.balance(account), 100_000n)
  t.match(await house.sql('select operator, reason from operation'), [
    { operator: 'ada', reason: 'phantom' }
  ])
  t.match(await gateway('audit'), { code: 0, out: { books: 'balance' } })
})

test('corrections by two, a freeze, another node; then a backup that is restored', async t => {
  const { house, node, dir, gateway } = await terminal(t)
  const account = showId('acc', await house.user(1_000))
  const proposed = await gateway(
    `adjust propose --account ${account} --amount-msat -250 --by ada --reason twice`
  )
  const id = field(proposed, 'id')
  t.match((await gateway('adjust list')).out, [{ id, amount_msat: -250 }])
  t.match(await gateway(`adjust approve ${id} --by ada --reason yes`), {
    code: 2,
    err: /another approves/
  })
  t.match(await gateway(`adjust approve ${id} --by bob --reason yes`), {
    code: 2,
    err: /same user of this system/
  })
  const bob = { by: 'bob', osUser: 'of another terminal', reason: 'yes' }
  await decideOn(parse('adj', id) ?? newId(), 'approved', bob, house)
  t.same((await gateway('suspense list')).out, [])
  t.match(await gateway('freeze --by ada --reason drill'), { code: 0, out: { frozen: true } })
  t.match(await gateway('unfreeze --by ada --reason over'), { code: 0, out: { frozen: false } })
  const { pubkey } = node.network.nodes.ours
  t.match(await gateway('node adopt 02ab --by ada --reason new --yes'), { code: 2 })
  t.match(await gateway(`node adopt ${pubkey} --by ada --reason new --yes`), { code: 0 })
  t.match(await house.sql('select id from node where active'), [{ id: pubkey }])

  const made = await gateway(`backup ${dir}`)
  t.equal(made.code, 0)
  const other = await createDatabase(t)
  const file = field(made, 'file')
  t.match(await gateway(`restore ${file}`, other), {
    code: 0,
    out: { books: 'balance', lost: /transfers between accounts/, keys: /none works/ }
  })
  t.match(await gateway(`restore ${file}`, other), { code: 2, err: /not empty/ })
  t.match((await gateway(`account show ${account}`, other)).out, { balance_msat: 750 })
})

test('a node whose payments are out is left only by who abandons them, and that is written down', async t => {
  const { house, node, gateway } = await terminal(t)
  const account = await house.user(100_000)
  const id = await hanging({ is: 'other node', sentAgo: '1 day' }, account, house, node)
  const name = showId('pay', id)
  const { pubkey } = node.network.nodes.ours
  const adopt = `node adopt ${pubkey} --by ada --reason new --yes`
  t.match(await gateway(adopt), {
    code: 2,
    err: new RegExp(`1 payments out \\(${name}\\).*--abandon`)
  })
  t.same(await house.sql('select * from node'), [])
  t.same(await house.sql('select * from operation'), [])
  t.match(await gateway(`${adopt} --abandon`), { code: 0, out: { adopted: true } })
  t.match(await house.sql('select id from node where active'), [{ id: pubkey }])
  t.match(await house.sql('select what, operator, evidence from operation'), [
    { what: 'node.adopt', operator: 'ada', evidence: { node: pubkey, abandoned: [name] } }
  ])
  t.match((await gateway('payment list --stuck')).out, [{ id: name, stuck: true }])
  t.same(await house.wrong(), [])
})

test('a restore says that keys work again which were revoked since, and revokes them if told to', async t => {
  const { house, dir, gateway } = await terminal(t)
  const now = (): Date => new Date()
  const room = keys(house.em, { random: randomBytes, clock: () => 0, now })
  const account = await house.user()
  const { apiKey } = await room.create({ account, name: 'leaked', scopes: ['account:read'] })
  const file = field(await gateway(`backup ${dir}`), 'file')
  await room.revoke(apiKey.id, undefined)
  const [careless, careful] = [await createDatabase(t), await createDatabase(t)]
  t.match(await gateway(`restore ${file}`, careless), {
    code: 0,
    out: { keys: /^1 work, with those that were revoked since then: .*--revoke-keys/ }
  })
  t.match(await gateway(`restore ${file} --revoke-keys`, careful), {
    code: 0,
    out: { keys: /^none works \(1 revoked now\)/ }
  })
})
