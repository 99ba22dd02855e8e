// Sub-accounts of an app that has users of its own, over the routes with real rooms behind them.
import { randomBytes } from 'node:crypto'
import { test, type Test } from 'tap'
import { accounts } from '../../src/account/accounts.ts'
import { keys as keyRoom } from '../../src/account/keys.ts'
import { SCOPES } from '../../src/account/scopes.ts'
import { heldAccountOf, newId, parse, showId } from '../../src/core/ids.ts'
import { msat } from '../../src/core/msat.ts'
import { unhindered } from '../../src/core/step.ts'
import { claimKey } from '../../src/ledger/claim.ts'
import { ledgerAccounts } from '../../src/ledger/open.ts'
import { statement } from '../../src/ledger/read.ts'
import { transfers } from '../../src/transfer/transfers.ts'
import { books } from '../harness/books.ts'
import { gateway } from './fixtures/gateway.ts'

type Body = Readonly<Record<string, unknown>>
const ALL = SCOPES.filter(scope => scope !== 'admin')

async function house(t: Test) {
  const ground = await books(t)
  const { em, commit, user } = ground
  let time = 0
  const clock = () => time
  const keys = keyRoom(em, { random: randomBytes, clock, now: () => new Date() })
  const moving = transfers({
    em,
    commit,
    step: unhindered,
    now: () => new Date(),
    claimSeconds: 60
  })
  const app = await gateway(t, {
    keys,
    accounts: accounts(em, ledgerAccounts(em), clock),
    claimKey: async (account, key) => claimKey(commit, account, key),
    closeAccount: async (account, owner) => {
      await moving.closeAccount(account, owner)
      await keys.revokeAll(account)
    },
    transfers: moving,
    statement: async (account, type, page) => statement(em, account, type, page)
  })
  const caller = async (money: number) => {
    const account = await user(money)
    const { secret } = await keys.create({ account, name: 'k', scopes: ALL })
    return { account, id: showId('acc', account), secret }
  }
  const ask = async (
    secret: string,
    method: 'GET' | 'POST' | 'PATCH',
    url: string,
    { body, as, idem = newId() }: { body?: object; as?: string; idem?: string } = {}
  ) => {
    const acting = as === undefined ? {} : { 'gateway-account': as }
    const headers = { authorization: `Bearer ${secret}`, 'idempotency-key': idem, ...acting }
    const payload = body === undefined ? {} : { payload: body }
    const answer = await app.inject({ method, url, headers, ...payload })
    return { status: answer.statusCode, body: answer.json<Body>() }
  }
  const open = async (secret: string, body: object = { name: 'user' }) =>
    String((await ask(secret, 'POST', '/v1/accounts', { body })).body['id'])
  const later = () => (time += 10_000)
  return { ...ground, moving, keys, ask, open, caller, later }
}

const give = (to: string, amount_msat: number) => ({ body: { to, amount_msat } })

test('a sub-account is opened, found, changed and listed by what its owner knows it by', async t => {
  const { ask, caller } = await house(t)
  const me = await caller(0)
  const body = { name: 'Ann', external_id: 'user-1', metadata: { plan: 'gold' } }
  const ann = await ask(me.secret, 'POST', '/v1/accounts', { body })
  t.match(ann, { status: 201, body: { ...body, status: 'open', balance_msat: 0 } })
  const twice = await ask(me.secret, 'POST', '/v1/accounts', { body: { ...body, name: 'Bob' } })
  t.match(twice, { status: 400, body: { errors: [{ pointer: '/external_id' }] } })
  const other = await caller(0)
  t.match(await ask(other.secret, 'POST', '/v1/accounts', { body }), { status: 201 })

  const bob = await ask(me.secret, 'POST', '/v1/accounts', { body: { name: 'Bob' } })
  const path = `/v1/accounts/${String(bob.body['id'])}`
  const taken = await ask(me.secret, 'PATCH', path, { body: { external_id: 'user-1' } })
  t.match(taken, { status: 400, body: { errors: [{ pointer: '/external_id' }] } })
  const change = { name: 'Robert', external_id: 'user-2', metadata: { plan: 'iron' } }
  t.match(await ask(me.secret, 'PATCH', path, { body: change }), { status: 200, body: change })
  t.match(await ask(me.secret, 'PATCH', path, { body: { external_id: null } }), {
    body: { ...change, external_id: null }
  })
  t.match(await ask(me.secret, 'GET', path), {
    body: { name: 'Robert', metadata: { plan: 'iron' } }
  })

  const names = async (query: string) =>
    ((await ask(me.secret, 'GET', `/v1/accounts${query}`)).body['data'] as Body[]).map(
      ({ name }) => name
    )
  t.strictSame((await names('')).sort(), ['Ann', 'Robert'])
  t.strictSame(await names('?external_id=user-1'), ['Ann'])
  t.strictSame(await names('?external_id=user-2'), [])
  t.strictSame(await names('?metadata[plan]=iron'), ['Robert'])
  t.strictSame(await names('?status=closed'), [])
})

test('the owner acts for its own sub-account, and for nobody else', async t => {
  const { ask, open, caller, wrong } = await house(t)
  const [me, other] = [await caller(1_000), await caller(1_000)]
  const [ann, bob] = [await open(me.secret), await open(me.secret)]
  await ask(me.secret, 'POST', '/v1/transfers', give(ann, 500))
  const moved = await ask(me.secret, 'POST', '/v1/transfers', { ...give(bob, 200), as: ann })
  t.match(moved, { status: 201, body: { from: ann, to: bob } })
  const held = async (as?: string) =>
    (await ask(me.secret, 'GET', '/v1/account', as === undefined ? {} : { as })).body
  t.match(await held(ann), { id: ann, balance_msat: 300 })
  t.match(await held(bob), { id: bob, balance_msat: 200 })
  t.match(await held(me.id), { id: me.id, balance_msat: 500 }, 'the account itself may be named')
  const rows = await ask(me.secret, 'GET', '/v1/transactions', { as: ann })
  t.match(rows.body['data'], [{ amount_msat: -200 }, { amount_msat: 500 }])
  const id = String(moved.body['id'])
  t.match(await ask(me.secret, 'GET', `/v1/transfers/${id}`), { status: 404 }, 'it is not its own')
  t.match(await ask(me.secret, 'GET', `/v1/transfers/${id}`, { as: bob }), { status: 200 })
  const totals = await ask(me.secret, 'GET', '/v1/account/totals')
  t.strictSame(totals.body, { sub_accounts: 2, balance_msat: 1_000, held_msat: 0 })

  for (const as of [other.id, showId('acc', newId()), 'nobody', '']) {
    t.match(await ask(me.secret, 'GET', '/v1/account', { as }), { status: 404 }, as)
  }
  t.match(await ask(other.secret, 'POST', '/v1/transfers', { ...give(bob, 1), as: ann }), {
    status: 404
  })
  t.match(await ask(other.secret, 'GET', `/v1/accounts/${ann}`), { status: 404 })
  const grandchild = await ask(me.secret, 'POST', '/v1/accounts', { body: { name: 'x' }, as: ann })
  const deep = String(grandchild.body['id'])
  t.match(
    await ask(me.secret, 'GET', '/v1/account', { as: deep }),
    { status: 404 },
    'not two below'
  )
  const found = (await wrong()).filter(({ rule }) => /transfer|chain/.test(rule))
  t.strictSame(found, [])
})

test('the same Idempotency-Key of two sub-accounts is two', async t => {
  const { ask, open, caller } = await house(t)
  const me = await caller(1_000)
  const [ann, bob] = [await open(me.secret), await open(me.secret)]
  for (const one of [ann, bob]) await ask(me.secret, 'POST', '/v1/transfers', give(one, 100))
  const sent = async (as: string) =>
    (await ask(me.secret, 'POST', '/v1/transfers', { ...give(me.id, 5), as, idem: 'same' })).body[
      'id'
    ]
  t.not(await sent(ann), await sent(bob))
  t.equal(await sent(ann), await sent(ann))
})

test("the owner's key is held to its budget whoever it acts for", async t => {
  const { ask, open, caller, keys } = await house(t)
  const me = await caller(1_000)
  const ann = await open(me.secret)
  await ask(me.secret, 'POST', '/v1/transfers', give(ann, 500))
  const budget = { amountMsat: msat(100), period: 'day' } as const
  const { secret } = await keys.create({ account: me.account, name: 'b', scopes: ALL, budget })
  t.match(await ask(secret, 'POST', '/v1/transfers', { ...give(me.id, 60), as: ann }), {
    status: 201
  })
  t.match(await ask(secret, 'POST', '/v1/transfers', { ...give(me.id, 41), as: ann }), {
    status: 403,
    body: { code: 'budget_exceeded' }
  })
  t.match(await ask(secret, 'POST', '/v1/transfers', give(ann, 41)), { status: 403 })
})

test('closing gives all to the owner, ends the keys, and is done once', async t => {
  const { ask, open, caller, keys, later, moving, balance } = await house(t)
  const me = await caller(1_000)
  const ann = await open(me.secret)
  await ask(me.secret, 'POST', '/v1/transfers', give(ann, 400))
  const account = parse('acc', ann) ?? newId()
  const theirs = await keys.create({ account, name: 'k', scopes: ALL })
  t.match(await ask(theirs.secret, 'GET', '/v1/account'), { status: 200 })
  const close = `/v1/accounts/${ann}/close`
  t.match(await ask(me.secret, 'POST', close), {
    status: 200,
    body: { status: 'closed', balance_msat: 0 }
  })
  t.equal(await balance(me.account), 1_000n)
  later()
  t.match(await ask(theirs.secret, 'GET', '/v1/account'), { status: 401 })
  t.match(await ask(me.secret, 'GET', '/v1/account', { as: ann }), { status: 200 }, 'still read')
  t.match(await ask(me.secret, 'POST', '/v1/deposits', { body: {}, as: ann }), { status: 404 })
  t.match(await ask(me.secret, 'POST', close), { status: 200 }, 'again changes nothing')
  // What comes in after all, an invoice that was open, goes to the owner.
  await ask(me.secret, 'POST', '/v1/transfers', give(ann, 30))
  t.equal(await balance(account), 30n)
  await moving.carryOver()
  t.equal(await balance(account), 0n)
  t.equal(await balance(me.account), 1_000n)
  const list = await ask(me.secret, 'GET', '/v1/accounts?status=closed')
  t.match(list.body['data'], [{ id: ann }])
})

test('what is held, or has open sub-accounts of its own, is not closed', async t => {
  const { ask, open, caller, commit, balance } = await house(t)
  const me = await caller(1_000)
  const ann = await open(me.secret)
  await ask(me.secret, 'POST', '/v1/transfers', give(ann, 400))
  const account = parse('acc', ann) ?? newId()
  const held = {
    debit: account,
    credit: heldAccountOf(account),
    amountMsat: msat(30),
    subject: newId()
  }
  await commit({ entries: [{ ...held, id: newId(), kind: 'hold' }], guards: [], claims: [] })
  const close = `/v1/accounts/${ann}/close`
  const busy = { status: 409, body: { code: 'account_busy' } }
  t.match(await ask(me.secret, 'POST', close), busy)
  t.equal(await balance(account), 370n, 'nothing has moved')
  const back = { ...held, debit: held.credit, credit: account, kind: 'release' } as const
  await commit({ entries: [{ ...back, id: newId() }], guards: [], claims: [] })
  const child = await ask(me.secret, 'POST', '/v1/accounts', { body: { name: 'x' }, as: ann })
  t.match(await ask(me.secret, 'POST', close), busy)
  const deep = `/v1/accounts/${String(child.body['id'])}/close`
  t.match(await ask(me.secret, 'POST', deep, { as: ann }), { status: 200 })
  t.match(await ask(me.secret, 'POST', close), { status: 200 })
})

test('of many who pay into one that is being closed, nothing is lost', async t => {
  const { ask, open, caller, moving, balance } = await house(t)
  const me = await caller(1_000)
  const ann = await open(me.secret)
  const pay = async () => ask(me.secret, 'POST', '/v1/transfers', give(ann, 7))
  const all = Array.from({ length: 20 }, pay)
  const close = ask(me.secret, 'POST', `/v1/accounts/${ann}/close`)
  await Promise.all([...all, close])
  t.match(await close, { status: 200 })
  await moving.carryOver()
  t.equal(await balance(me.account), 1_000n)
})
