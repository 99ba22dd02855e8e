import { randomBytes } from 'node:crypto'
import { test } from 'tap'
import { identities } from '../../src/account/identities.ts'
import { keys } from '../../src/account/keys.ts'
import { sessions } from '../../src/account/sessions.ts'
import { signIns } from '../../src/account/sign-ins.ts'
import { msat } from '../../src/core/msat.ts'
import { openAccount } from '../../src/ledger/open.ts'
import { books } from '../harness/books.ts'

test('sessions of people', async t => {
  const { em, user, sql } = await books(t)
  const room = sessions(em, randomBytes)
  const [ann, eve] = [await user(), await user()]
  const effects = { random: randomBytes, clock: () => performance.now(), now: () => new Date() }
  const keyRoom = keys(em, effects)
  const made = async (expiresAt?: Date) => {
    const scopes = ['account:read'] as const
    const { apiKey } = await keyRoom.create({
      account: ann,
      name: 'k',
      scopes,
      limits: { expiresAt }
    })
    return { key: { key: apiKey.id, account: ann } }
  }

  await t.test('one acts as its key may, and ends with it', async t => {
    const who = await made()
    const token = await room.open(who, 'key', 'a browser')
    t.match(await room.find(token), {
      way: 'key',
      caller: { ...who.key, scopes: ['account:read'] }
    })
    t.equal(await room.find(token.replace(/.$/, '_')), undefined)
    t.notOk(JSON.stringify(await sql('select * from session')).includes(token))
    await keyRoom.revoke(who.key.key, ann)
    t.equal(await room.find(token), undefined)
    const soon = await room.open(await made(new Date(Date.now() + 3_600_000)), 'key', '')
    t.ok(await room.find(soon))
    await sql(
      `update api_key set expires_at = now() - interval '1 second' where expires_at is not null`
    )
    t.equal(await room.find(soon), undefined)
  })

  await t.test('it ends when it is old, or was not used for long', async t => {
    for (const column of ['expires_at = now()', `seen_at = now() - interval '8 days'`]) {
      const token = await room.open(await made(), 'key', '')
      await sql(`update session set ${column}`)
      t.equal(await room.find(token), undefined, column)
    }
    await room.prune()
    t.same(await sql('select from session'), [])
  })

  await t.test(
    'its token changes by the day; the one before is good for a minute more',
    async t => {
      const token = await room.open(await made(), 'key', '')
      t.match(await room.find(token), { isStale: false })
      await sql(`update session set renewed_at = now() - interval '25 hours'`)
      const found = await room.find(token)
      t.equal(found?.isStale, true)
      const next = await room.renew(found?.id ?? ann)
      t.match(await room.find(next), { id: found?.id, isStale: false })
      t.match(await room.find(token), { id: found?.id, isStale: false })
      await sql(`update session set former_until = now()`)
      t.equal(await room.find(token), undefined)
      t.ok(await room.find(next))
    }
  )

  await t.test('nobody ends, or sees, what is another’s', async t => {
    const token = await room.open(await made(), 'key', 'hers')
    const id = (await room.find(token))?.id ?? ann
    t.same(await room.list(eve), [])
    await room.end(id, eve)
    await room.endAll(eve)
    t.ok(await room.find(token))
    t.match((await room.list(ann))[0], { id, agent: 'hers' })
    await room.endAll(ann)
    t.equal(await room.find(token), undefined)
  })

  await t.test(
    'a person of Telegram sees the account that is theirs now, and may all of it',
    async t => {
      const { account } = await identities(em, openAccount).open('telegram', '7', 'Ann')
      const token = await room.open({ person: '7' }, 'link', '')
      const found = await room.find(token)
      t.match(found, { caller: { account, limits: { budgets: [] } } })
      t.notOk(found?.caller.scopes.includes('admin'))
      await sql(`update identity set account = $1 where external_id = '7'`, [eve])
      t.match(await room.find(token), { caller: { account: eve } })
      t.equal((await room.list(account)).length, 0)
      t.match(await room.find(token), { language: undefined })
      await sql(`insert into telegram_person (id, name, language) values (7, 'Ann', 'de')`)
      t.match(await room.find(token), { language: 'de' })
    }
  )
})

test('what one signs in with is good once', async t => {
  const { em, user, sql } = await books(t)
  const room = signIns(em, randomBytes)
  const code = await room.offer('7')
  t.equal(await room.take('another'), undefined)
  const both = await Promise.all([room.take(code), room.take(code)])
  t.same(
    both.filter(person => person !== undefined),
    ['7']
  )
  const old = await room.offer('7')
  const next = await room.offer('7')
  t.equal(await room.take(old), undefined, 'another was asked for')
  await sql(`update sign_in set expires_at = now()`)
  t.equal(await room.take(next), undefined, 'too late')
  const proofs = await Promise.all([room.first('hash', 60), room.first('hash', 60)])
  t.same(proofs.toSorted(), [false, true])
  t.equal(await room.take('hash'), undefined, 'a proof is no code')
  const ann = await user()
  t.equal(await room.askAbove(ann), undefined)
  await room.setAskAbove(ann, msat(5_000))
  await room.setAskAbove(ann, msat(6_000))
  t.equal(await room.askAbove(ann), 6_000n)
  await room.setAskAbove(ann, undefined)
  t.equal(await room.askAbove(ann), undefined)
})
