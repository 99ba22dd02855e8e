// What a key has beside its scopes: two secrets for a while, an end, a budget, when it was used.
import { randomBytes } from 'node:crypto'
import { test, type Test } from 'tap'
import { keys } from '../../src/account/keys.ts'
import type { NewKey } from '../../src/account/make-key.ts'
import { msat } from '../../src/core/msat.ts'
import { unhindered } from '../../src/core/step.ts'
import { transfers } from '../../src/transfer/transfers.ts'
import { books, keyFor } from '../harness/books.ts'

async function house(t: Test) {
  const ground = await books(t)
  const time = { ms: 0, wall: Date.now() }
  const effects = {
    random: randomBytes,
    clock: () => time.ms,
    now: () => new Date(time.wall)
  }
  const room = () => keys(ground.em, effects)
  const [here, there] = [room(), room()]
  const account = await ground.user(1_000)
  const wish = { account, name: 'k', scopes: ['account:read', 'keys:write'] } as const
  const make = async (more: Partial<NewKey> = {}) => here.create({ ...wish, ...more })
  return { ...ground, time, here, there, account, wish, make }
}

test('after a rotation both secrets work for as long as was said, in every process', async t => {
  const { here, there, make, time, sql } = await house(t)
  const { apiKey, secret } = await make()
  t.ok(await there.authenticate(secret))
  const rotated = await here.rotate(apiKey.id, 60)
  t.match(rotated, { apiKey: { id: apiKey.id } })
  t.not(rotated?.secret, secret)
  t.ok(rotated?.secret.startsWith(rotated.apiKey.prefix))
  await there.watchRevocations()
  for (const room of [here, there])
    for (const one of [secret, rotated?.secret ?? ''])
      t.match(await room.authenticate(one), { key: apiKey.id })
  time.wall += 61_000
  t.equal(await there.authenticate(secret), undefined, 'out of memory as well')
  t.ok(await there.authenticate(rotated?.secret ?? ''))
  await sql(`update former_secret set until = now() - interval '1 second'`)
  time.ms += 700_000
  t.equal(await here.authenticate(secret), undefined, 'nor by the database')
})

test('there are two live secrets at most, and none of a key that is revoked', async t => {
  const { here, there, make, account } = await house(t)
  const { apiKey, secret: first } = await make()
  const second = (await here.rotate(apiKey.id, 600))?.secret ?? ''
  for (const one of [first, second]) t.ok(await there.authenticate(one))
  const third = (await here.rotate(apiKey.id, 600))?.secret ?? ''
  await there.watchRevocations()
  t.equal(await there.authenticate(first), undefined, 'the one before the last has ended')
  for (const one of [second, third]) t.ok(await there.authenticate(one))
  const now = (await here.rotate(apiKey.id, 0))?.secret ?? ''
  await there.watchRevocations()
  t.equal(await there.authenticate(third), undefined, 'without a while, at once')
  t.ok(await there.authenticate(now))
  await here.rotate(apiKey.id, 600)
  await here.revoke(apiKey.id, account)
  await there.watchRevocations()
  t.equal(await there.authenticate(now), undefined)
  t.equal(await here.rotate(apiKey.id, 600), undefined)
})

test('a key ends when it was said to, though it is known', async t => {
  const { here, make, time } = await house(t)
  const { secret } = await make({ limits: { expiresAt: new Date(time.wall + 60_000) } })
  t.ok(await here.authenticate(secret))
  t.ok(await here.recall(secret))
  time.wall += 60_000
  t.equal(await here.recall(secret), undefined)
  t.equal(await here.authenticate(secret), undefined)
  time.ms += 700_000
  t.equal(await here.authenticate(secret), undefined)
})

test('when a key was last used is told at once, and written for the others', async t => {
  const { here, there, make, time, account } = await house(t)
  const { apiKey, secret } = await make()
  t.equal((await here.find(apiKey.id, account))?.lastUsedAt, null)
  await here.authenticate(secret)
  time.wall += 5_000
  await here.recall(secret)
  t.equal((await here.find(apiKey.id, account))?.lastUsedAt?.getTime(), time.wall)
  time.wall += 5_000
  await here.recall(secret)
  await here.noteUses()
  t.equal((await there.find(apiKey.id, account))?.lastUsedAt?.getTime(), time.wall)
})

test('what is left of a budget is shown, and what is made by a key spends of its', async t => {
  const { here, make, account, em, commit } = await house(t)
  const budget = { amountMsat: msat(100), period: 'day' } as const
  const { apiKey: maker } = await make({ budget })
  t.match(maker.budget, { amountMsat: 100n, usedMsat: 0n, leftMsat: 100n, period: 'day' })
  const day = 86_400_000
  t.equal(maker.budget?.renewsAt?.getTime(), (Math.floor(Date.now() / day) + 1) * day)
  const { apiKey: plain } = await make({ maker })
  t.strictSame(plain.limits.budgets, [maker.id], 'without one of its own')
  const { apiKey: small } = await make({ maker, budget: { amountMsat: msat(50), period: 'day' } })
  t.strictSame(small.limits.budgets, [small.id, maker.id])
  await t.rejects(make({ maker, budget: { amountMsat: msat(101), period: 'day' } }), {
    code: 'forbidden'
  })
  await make({ maker, budget: { amountMsat: msat(700), period: 'week' } })

  const room = transfers({ em, commit, step: unhindered, now: () => new Date(), claimSeconds: 60 })
  const to = 'telegram:4711'
  const pay = async (amount: number, key = small) =>
    room.send(
      account,
      keyFor(account),
      { to, amountMsat: msat(amount), memo: undefined, expiresInSeconds: undefined },
      key.limits
    )
  const { transfer } = await pay(40)
  await t.rejects(pay(11), { code: 'budget_exceeded', detail: /10 msat left/ })
  await t.rejects(pay(61, plain), { code: 'budget_exceeded', detail: /60 msat left/ })
  await pay(55, plain)
  const left = async (id = small.id) => (await here.find(id, account))?.budget
  t.match(await left(), { usedMsat: 40n, leftMsat: 5n }, 'never more than its maker has')
  t.match(await left(maker.id), { usedMsat: 95n, leftMsat: 5n })
  await room.cancel(account, transfer.id)
  t.match(await left(), { usedMsat: 0n, leftMsat: 45n }, 'what was taken back has come back')
  t.match(await left(maker.id), { usedMsat: 55n, leftMsat: 45n })
})

test('the room makes no key that may more than its maker', async t => {
  const { make } = await house(t)
  const limits = { maxPaymentMsat: msat(10), lapps: ['lnsms'] }
  const { apiKey: maker } = await make({ limits })
  for (const scope of ['payments:write', 'admin'] as const)
    await t.rejects(make({ maker, scopes: ['account:read', scope] }), {
      code: 'forbidden',
      detail: new RegExp(scope)
    })
  await t.rejects(make({ maker, limits: { maxPaymentMsat: msat(11) } }), { code: 'forbidden' })
  await t.rejects(make({ maker, limits: { lapps: ['ppq'] } }), { code: 'forbidden' })
  t.match((await make({ maker })).apiKey.limits, limits, 'what is not said is inherited')
})

test('a ceiling is of one transfer, alone or in a batch', async t => {
  const { make, account, em, commit, wrong } = await house(t)
  const { apiKey } = await make({ limits: { maxPaymentMsat: msat(10) } })
  const room = transfers({ em, commit, step: unhindered, now: () => new Date(), claimSeconds: 60 })
  const to = 'telegram:4711'
  const wish = (amount: number) => ({
    to,
    amountMsat: msat(amount),
    memo: undefined,
    expiresInSeconds: undefined
  })
  await t.rejects(room.send(account, keyFor(account), wish(11), apiKey.limits), {
    code: 'limit_exceeded'
  })
  const limits = {
    ...apiKey.limits,
    budgets: (await make({ budget: BUDGET })).apiKey.limits.budgets
  }
  const parts = [wish(10), wish(11), wish(9), wish(2)]
  const { results } = await room.batch(account, keyFor(account), parts, limits)
  t.strictSame(
    results.map(({ error }) => error?.code),
    [undefined, 'limit_exceeded', undefined, 'budget_exceeded']
  )
  const found = (await wrong()).filter(({ rule }) => /budget|counted/.test(rule))
  t.strictSame(found, [])
})

const BUDGET = { amountMsat: msat(20), period: 'total' } as const
