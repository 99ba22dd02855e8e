// Names for ids where only one has them; backups that are never written over.
import { readdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { test } from 'tap'
import { createDatabase } from '../harness/database.ts'
import { gateway } from './harness/gateway.ts'

test('a name that one account has stands for its id; one that two have does not', async t => {
  const env = { DATABASE_URL: await createDatabase(t) }
  const made = async (name: string): Promise<string> =>
    (
      JSON.parse((await gateway(['--json', 'account', 'create', name], env)).stdout) as {
        id: string
      }
    ).id
  const [alice, bob, bob2] = [await made('alice'), await made('bob'), await made('bob')]
  t.match((await gateway(['account', 'show', 'alice'], env)).stdout, alice)
  const scopes = ['--scopes', 'account:read', '--name', 'till']
  const key = await gateway(['key', 'create', '--account', 'alice', ...scopes], env)
  t.match(key, { code: 0, stdout: new RegExp(alice) })
  t.match(await gateway(['key', 'revoke', 'till'], env), { code: 0, stdout: /revoked: true/ })
  t.match(await gateway(['key', 'revoke', 'till'], env), { code: 2 })
  const two = await gateway(['account', 'show', 'bob'], env)
  t.match(two, { code: 2, stderr: /^Several accounts are called bob: / })
  for (const id of [bob, bob2]) t.match(two.stderr, id)
  t.match(await gateway(['account', 'show', 'carol'], env), { code: 2, stderr: /no account carol/ })
  const frozen = await gateway(['freeze'], env)
  t.match(frozen, { code: 0, stdout: 'frozen: true\n' }, 'without a reason, in haste')
})

test('a backup is never written over, and a folder keeps the newest', async t => {
  const env = { DATABASE_URL: await createDatabase(t) }
  const dir = t.testdir({ mine: {} })
  const name = (day: number): string => `lapp-gateway-2026-01-0${day}T00-00-00-000Z.backup.gz`
  for (const one of [name(1), name(2), 'notes.txt']) await writeFile(join(dir, 'mine', one), 'x')
  const made = await gateway(['backup', join(dir, 'mine'), '--keep', '2'], env)
  t.match(made, { code: 0, stdout: /removed: 1/ })
  const left = (await readdir(join(dir, 'mine'))).toSorted()
  t.match(left, [name(2), /^lapp-gateway-(?!2026-01)/, 'notes.txt'])
  const later = name(1).replace('2026', '2099')
  await writeFile(join(dir, 'mine', later), 'x')
  const last = await gateway(['backup', join(dir, 'mine'), '--keep', '1'], env)
  t.match(last, { code: 0, stdout: /removed: 3/ })
  const only = (await readdir(join(dir, 'mine'))).filter(one => one !== 'notes.txt')
  t.match(last.stdout, only.join(), 'whatever was written while the clock was ahead')
  const file = join(dir, 'one')
  t.match(await gateway(['backup', file], env), { code: 0 })
  t.match(await gateway(['backup', file], env), { code: 2, stderr: /is there already/ })
})
