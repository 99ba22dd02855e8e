// The drill: back up while money moves, lose everything, restore, and prove the books.
import { readFile, stat, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { gunzipSync, gzipSync } from 'node:zlib'
import { test } from 'tap'
import { heldAccountOf, newId } from '../../../src/core/ids.ts'
import { msat } from '../../../src/core/msat.ts'
import { backup } from '../../../src/db/backup/backup.ts'
import { restore } from '../../../src/db/backup/restore.ts'
import { keyFor, books } from '../../harness/books.ts'
import { createDatabase } from '../../harness/database.ts'
import { hanging, sandboxNode } from '../../operate/harness/hanging.ts'
import { shortFolder } from '../../sandbox/fixtures/node.ts'

const NOW = new Date('2026-11-24T10:00:00Z')

async function lived(t: Parameters<typeof books>[0]) {
  const house = await books(t)
  const [ada, bob] = [await house.user(100_000), await house.user(5_000)]
  await hanging({ is: 'held', sentAgo: '1 minute' }, ada, house, await sandboxNode(t))
  const memo = 'a\ttab, a \\. and a \u2028 line\r\nend'
  const tip = (amount: number) => {
    const id = newId()
    const entry = { debit: ada, credit: bob, amountMsat: msat(amount), subject: id }
    return house.commit({
      entries: [{ id: newId(), ...entry, kind: 'transfer' }],
      guards: [
        {
          table: 'transfer',
          id,
          from: null,
          set: { from_account: ada, to_account: bob, state: 'settled', amount_msat: amount, memo }
        }
      ],
      claims: [{ is: 'idempotency', ...keyFor(ada), account: ada, resource: id }]
    })
  }
  await tip(7)
  return { ...house, ada, bob, tip, memo, file: join(shortFolder(t), 'all.backup.gz') }
}

test('a backup taken while money moves restores to books that balance, with every row', async t => {
  const house = await lived(t)
  const over = new AbortController()
  const moved = (async () => {
    while (!over.signal.aborted) await house.tip(1)
  })()
  const { rows } = await backup(house.url, house.file, NOW)
  over.abort()
  await moved
  t.equal((await stat(house.file)).mode & 0o777, 0o600)
  const other = await books(t)
  t.match(await restore(other.url, house.file), { rows, asOf: NOW.toISOString() })
  t.same(await other.wrong(), [])
  const taken = BigInt(rows['transfer'] ?? 0) - 1n
  t.equal(await other.balance(house.bob), 5_007n + taken)
  t.equal(await other.balance(heldAccountOf(house.ada)), 16_000n)
  t.match(await other.sql('select memo from transfer limit 1'), [{ memo: house.memo }])
  const [keys] = await other.sql('select count(*)::int as n from idempotency')
  t.equal(keys?.['n'], rows['transfer'])
  const digest = `select md5(string_agg(e::text, '|' order by id)) from entry e`
  const quiet = join(shortFolder(t), 'quiet.backup.gz')
  await backup(house.url, quiet, NOW)
  const third = await books(t)
  await restore(third.url, quiet)
  t.same(await third.sql(digest), await house.sql(digest))
  await t.rejects(restore(third.url, quiet), { message: /not empty \(account\)/ })
  await other.commit({ entries: [], guards: [], claims: [] })
})

test('what was cut short, edited or made by another version is not restored at all', async t => {
  const house = await lived(t)
  await backup(house.url, house.file, NOW)
  const whole = await readFile(house.file)
  const text = gunzipSync(whole).toString()
  const empty = await createDatabase(t)
  const cases: readonly (readonly [Buffer, RegExp])[] = [
    [whole.subarray(0, whole.length - 40), /cannot be read in full/],
    [gzipSync(text.slice(0, text.lastIndexOf('{"rows"'))), /cut short/],
    [gzipSync(text.replace(/"transfer":1/, '"transfer":2')), /rows are missing/],
    [gzipSync(text.replace('006-purchase', '006-other')), /another version/],
    [gzipSync('{"format":"x"}\n'), /no backup/],
    [gzipSync('x\n'), /no backup/],
    [Buffer.from('x'), /cannot be read/]
  ]
  for (const [content, message] of cases) {
    await writeFile(house.file, content)
    await t.rejects(restore(empty, house.file), { code: 'invalid_request', message })
  }
  await writeFile(house.file, whole)
  await t.resolves(restore(empty, house.file), 'nothing had been left behind')
})

test('a backup that cannot be written leaves nothing behind', async t => {
  const house = await lived(t)
  await t.rejects(backup(house.url, '/nowhere/at/all.gz', NOW), { code: 'ENOENT' })
})
