// A key that leaked and was revoked opened everything again once a backup from before was restored.
import { join } from 'node:path'
import { test } from 'tap'
import { keys } from '../../src/account/keys.ts'
import { backup } from '../../src/db/backup/backup.ts'
import { restore } from '../../src/db/backup/restore.ts'
import { books } from '../harness/books.ts'
import { shortFolder } from '../sandbox/fixtures/node.ts'

test('a restore says which keys work again, and revokes them all where it is told to', async t => {
  const now = new Date('2026-11-24T10:00:00Z')
  const effects = {
    random: (n: number) => Buffer.alloc(n, 7),
    clock: () => 0,
    now: () => new Date()
  }
  const house = await books(t)
  const room = keys(house.em, effects)
  const { apiKey, secret } = await room.create({
    account: await house.user(),
    name: 'leaked',
    scopes: ['account:read']
  })
  const file = join(shortFolder(t), 'before.backup.gz')
  await backup(house.url, file, now)
  await room.revoke(apiKey.id, undefined)

  const careless = await books(t)
  t.match(await restore(careless.url, file), {
    asOf: now.toISOString(),
    keys: { working: 1, revoked: 0 }
  })
  t.ok(await keys(careless.em, effects).authenticate(secret), 'it works again, and that is said')

  const careful = await books(t)
  t.match(await restore(careful.url, file, { revokeKeys: true }), {
    keys: { working: 0, revoked: 1 }
  })
  t.equal(await keys(careful.em, effects).authenticate(secret), undefined)
})
