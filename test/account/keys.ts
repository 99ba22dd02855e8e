import { randomBytes } from 'node:crypto'
import { test } from 'tap'
import { keys, type Reach } from '../../src/account/keys.ts'
import { SCOPES, type Scope } from '../../src/account/scopes.ts'
import { UNLIMITED } from '../../src/account/limits.ts'
import { HOUSE, heldAccountOf, newId, type Id } from '../../src/core/ids.ts'
import { openAccount } from '../../src/ledger/open.ts'
import { books } from '../harness/books.ts'

test('API keys', async t => {
  const { em, user, sql } = await books(t)
  let time = 0
  const effects = { random: randomBytes, clock: () => time, now: () => new Date() }
  const [here, there] = [keys(em, effects), keys(em, effects)]
  const alice = await user()
  const all = { account: alice, name: 'till', scopes: SCOPES }

  await t.test('a key opens its account with its scopes', async t => {
    const scopes: Scope[] = ['account:read', 'transfers:write']
    const { apiKey, secret } = await here.create({ account: alice, name: 'till', scopes })
    t.match(secret, /^lgk_[0-9a-f]{8}_[\w-]{43}$/)
    t.ok(secret.startsWith(`${apiKey.prefix}_`))
    const caller = { key: apiKey.id, account: alice, scopes, limits: UNLIMITED }
    t.same(await here.authenticate(secret), caller)
    t.ok(apiKey.createdAt instanceof Date)
  })

  await t.test('two keys are never alike', async t => {
    const [one, two] = [await here.create(all), await here.create(all)]
    t.not(one.secret, two.secret)
  })

  await t.test('what has not the form of a key asks no database, nor does memory', async t => {
    const fork = (): never => t.fail('a query') as never
    const deaf = keys({ fork } as unknown as typeof em, effects)
    const { secret } = await here.create(all)
    for (const guess of [
      '',
      'x',
      `${secret}x`,
      secret.slice(1),
      secret.toUpperCase(),
      `${secret}\n`
    ])
      t.equal(await deaf.authenticate(guess), undefined)
    t.equal(await deaf.recall(secret), undefined)
    t.equal(await here.recall(secret), undefined)
    const caller = await here.authenticate(secret)
    t.same(await here.recall(secret), caller)
  })

  await t.test('what the database holds opens nothing', async t => {
    const { secret, apiKey } = await here.create(all)
    const rows = await sql('select * from api_key where id = $1', [apiKey.id])
    const digest = rows[0]?.['digest'] as Buffer
    t.notOk(JSON.stringify(rows).includes(secret))
    t.notOk(JSON.stringify(rows).includes(secret.slice(13)))
    for (const guess of [digest.toString('hex'), digest.toString('base64url'), apiKey.prefix, '']) {
      t.equal(await here.authenticate(guess), undefined)
    }
    t.equal(await here.authenticate(`${secret} `), undefined)
    t.equal(await here.authenticate(secret.slice(0, -1)), undefined)
  })

  await t.test(
    'a revoked key works nowhere after two seconds, and cannot be revoked twice',
    async t => {
      const { secret, apiKey } = await here.create(all)
      t.ok(await there.authenticate(secret))
      t.equal(await here.revoke(apiKey.id, alice), true)
      t.equal(await here.revoke(apiKey.id, alice), false)
      time += 2_000
      t.equal(await there.authenticate(secret), undefined)
      t.equal(await here.authenticate(secret), undefined)
      const { data } = await here.list(alice, { limit: 100, cursor: undefined })
      t.notOk(data.some(key => key.id === apiKey.id))
    }
  )

  await t.test('nobody revokes the key of another account, but an operator does', async t => {
    const { secret, apiKey } = await here.create(all)
    t.equal(await here.revoke(apiKey.id, await user()), false)
    t.equal(await here.revoke(newId(), undefined), false)
    t.ok(await here.authenticate(secret))
    t.equal(await here.revoke(apiKey.id, undefined), true)
  })

  await t.test('a busy key is looked up once in two seconds', async t => {
    const { secret } = await here.create(all)
    await here.authenticate(secret)
    await sql('update api_key set scopes = $1 where account = $2', [['admin'], alice])
    t.same((await here.authenticate(secret))?.scopes, SCOPES)
    time += 1_999
    t.same((await here.authenticate(secret))?.scopes, SCOPES)
    time += 1
    t.same((await here.authenticate(secret))?.scopes, ['admin'])
  })

  await t.test(
    'while revocations are watched, a key is known for long and forgotten at once',
    async t => {
      const { secret, apiKey } = await here.create(all)
      await here.authenticate(secret)
      await here.watchRevocations()
      time += 3_999
      await sql('update api_key set scopes = $1 where id = $2', [['admin'], apiKey.id])
      t.same((await here.authenticate(secret))?.scopes, SCOPES, 'known without a query')
      await there.revoke(apiKey.id, undefined)
      await here.watchRevocations()
      t.equal(await here.authenticate(secret), undefined)
    }
  )

  await t.test('a watch that has stopped vouches for nothing', async t => {
    const { secret, apiKey } = await here.create(all)
    await here.authenticate(secret)
    await here.watchRevocations()
    await there.revoke(apiKey.id, undefined)
    time += 4_000
    t.equal(await here.authenticate(secret), undefined)
  })

  await t.test('a watch that was away for long misses no key that was revoked then', async t => {
    const late = keys(em, effects)
    const { secret, apiKey } = await here.create(all)
    t.ok(await late.authenticate(secret))
    const revoked = `update api_key set revoked_at = now() - interval '2 minutes' where id = $1`
    await sql(revoked, [apiKey.id])
    await late.watchRevocations()
    t.equal(await late.authenticate(secret), undefined)
  })

  await t.test('a scope that does not exist is refused by its place', async t => {
    const wrong = ['account:read', 'everything'] as unknown as Scope[]
    await t.rejects(here.create({ ...all, scopes: wrong }), {
      code: 'invalid_request',
      fields: [{ pointer: '/scopes/1' }]
    })
    await t.rejects(here.create({ ...all, scopes: [] }), { code: 'invalid_request' })
  })

  await t.test('there is no key to the house, to what is on hold, or to nobody', async t => {
    for (const account of [...Object.values(HOUSE), heldAccountOf(alice), newId()]) {
      await t.rejects(here.create({ ...all, account }), { code: 'not_found' })
    }
  })

  await t.test('keys are listed newest first, page by page, without secrets', async t => {
    const bob = await user()
    const made = []
    for (const name of ['a', 'b', 'c']) made.push(await here.create({ ...all, account: bob, name }))
    const first = await here.list(bob, { limit: 2, cursor: undefined })
    const second = await here.list(bob, { limit: 2, cursor: first.nextCursor })
    t.equal(second.nextCursor, undefined)
    const ids = made.map(({ apiKey }) => apiKey.id)
    const listed = [...first.data, ...second.data]
    t.same(
      listed.map(({ id }) => id),
      ids.sort().reverse()
    )
    const text = JSON.stringify(listed)
    t.notOk(made.some(({ secret }) => text.includes(secret.slice(13))))
    await t.rejects(here.list(bob, { limit: 2, cursor: "' or true" }), { code: 'invalid_request' })
  })

  await t.test('an account reaches the keys of its sub-accounts, and of nobody else', async t => {
    const bob = await user()
    const open = async (parent: Id) => openAccount(em.fork(), { name: 'sub', parent })
    const child = await open(bob)
    const grandchild = await open(child)
    const made = new Map<Id, Id>()
    for (const account of [bob, child, grandchild, alice]) {
      made.set(account, (await here.create({ ...all, account })).apiKey.id)
    }
    const page = { limit: 100, cursor: undefined }
    const listed = async (account: Id, reach?: Reach) =>
      (await here.list(account, page, reach)).data.map(key => key.account).sort()
    t.same(await listed(bob, 'below'), [bob, child].sort())
    t.same(await listed(child, 'below'), [child, grandchild].sort())
    t.same(await listed(bob), [bob])
    const revoke = async (account: Id, by: Id, reach?: Reach) =>
      here.revoke(made.get(account) ?? newId(), by, reach)
    t.equal(await revoke(bob, child, 'below'), false, 'not of the account above')
    t.equal(await revoke(grandchild, bob, 'below'), false, 'not two below')
    t.equal(await revoke(alice, bob, 'below'), false, 'not of a stranger')
    t.equal(await revoke(child, bob), false, 'nor of a sub-account, unless that is meant')
    t.equal(await revoke(child, bob, 'below'), true)
    t.same(await listed(bob, 'below'), [bob])
    t.same(await listed(child, 'below'), [grandchild])
  })
})
