// Whoever found a key has signed in on the pages with it: when its owner gives the key a new
// secret, the finder is out as well, at the latest when the secret that they had ends.
import { randomBytes } from 'node:crypto'
import { test } from 'tap'
import { keys } from '../../src/account/keys.ts'
import { sessions } from '../../src/account/sessions.ts'
import { books } from '../harness/books.ts'

test('a session opened by a secret ends with that secret', async t => {
  const { em, user, sql } = await books(t)
  const room = sessions(em, randomBytes)
  const ann = await user()
  const effects = { random: randomBytes, clock: () => performance.now(), now: () => new Date() }
  const keyRoom = keys(em, effects)
  const { apiKey, secret } = await keyRoom.create({
    account: ann,
    name: 'k',
    scopes: ['account:read', 'payments:write', 'transfers:write']
  })
  const caller = await keyRoom.authenticate(secret)
  t.equal(caller?.key, apiKey.id)
  const finder = await room.open({ key: { key: apiKey.id, account: ann } }, 'key', 'the finder')
  t.ok(await room.find(finder))
  const rotated = await keyRoom.rotate(apiKey.id, 0)
  t.equal(await keys(em, effects).authenticate(secret), undefined, 'the old secret is none')
  const found = await room.find(finder)
  t.equal(found, undefined, 'what it opened is over')
  t.same(await room.list(ann), [])

  const owner = await room.open({ key: { key: apiKey.id, account: ann } }, 'key', 'the owner')
  t.ok(rotated && (await room.find(owner)), 'the new secret opens another')
  await keyRoom.rotate(apiKey.id, 3_600)
  t.ok(await room.find(owner), 'as long as the secret works')
  await keyRoom.rotate(apiKey.id, 3_600)
  t.equal(await room.find(owner), undefined, 'at most two secrets are live')

  const late = await room.open({ key: { key: apiKey.id, account: ann } }, 'key', 'in the overlap')
  t.ok(await room.find(late))
  t.same(
    await sql(`select from session s where expires_at > (select max(until) from former_secret f
      where f.key = s.key) and expires_at > now()`),
    [],
    'nor does one that the old secret opens while both work outlive it'
  )
})
