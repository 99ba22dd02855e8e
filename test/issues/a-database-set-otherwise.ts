// A PostgreSQL that others have set up: its dates begin with the day, and its clock is a country's.
// Read by the driver, the 1st of December was the 12th of January.
import { join } from 'node:path'
import { test, type Test } from 'tap'
import { openPeople } from '../../src/app/people.ts'
import { readConfig } from '../../src/config.ts'
import { showId } from '../../src/core/ids.ts'
import { msat } from '../../src/core/msat.ts'
import { unhindered } from '../../src/core/step.ts'
import { backup } from '../../src/db/backup/backup.ts'
import { restore } from '../../src/db/backup/restore.ts'
import { rotatePartitions } from '../../src/db/partitions.ts'
import { books, keyFor } from '../harness/books.ts'
import { ask } from '../harness/sql.ts'
import { shortFolder } from '../sandbox/fixtures/node.ts'

const DAY_MS = 86_400_000

/** Summer begins at noon in ten days and ends in twenty, and has an hour more. */
function countryClock(now: Date): string {
  const dayOf = (days: number): number => {
    const at = new Date(now.getTime() + days * DAY_MS)
    return Math.floor((at.getTime() - Date.UTC(at.getUTCFullYear(), 0)) / DAY_MS)
  }
  return `AAA0BBB,${dayOf(10)}/12,${dayOf(20)}/12`
}

const OTHERWISE = [
  ['datestyle', 'SQL, DMY'],
  ['intervalstyle', 'sql_standard'],
  ['timezone', countryClock(new Date())],
  ['bytea_output', 'escape'],
  ['default_transaction_isolation', 'serializable']
] as const

/** Nobody is connected to it yet. */
async function otherwise(t: Test) {
  const house = await books(t)
  for (const [name, value] of OTHERWISE) {
    const alter = `format('alter database %I set ${name} = %L', current_database(), '${value}')`
    await ask(house.url, `do $$ begin execute ${alter}; end $$`)
  }
  return house
}

test('what was written at a time is read at that time, from a backup as well', async t => {
  const house = await otherwise(t)
  const { em, commit } = house
  t.same(await ask(house.url, 'show datestyle'), [['SQL, DMY']], 'as others see it')
  const now = new Date('2026-12-01T01:02:03.004Z')
  const config = readConfig({})
  const at = { em, commit, step: unhindered, config, now: () => now }
  const [ada, bob] = [await house.user(10_000), await house.user()]
  const wish = { amountMsat: msat(1_000), memo: undefined, expiresInSeconds: 604_800 }
  const { send, find } = openPeople(at).transfers
  const { transfer } = await send(ada, keyFor(ada), { ...wish, to: 'telegram:77' })
  const found = await find(ada, transfer.id)
  t.strictSame(found, transfer)
  await send(ada, keyFor(ada), { ...wish, to: showId('acc', bob) })
  const file = join(shortFolder(t), 'all.backup.gz')
  await backup(house.url, file, now)
  const other = await books(t)
  await restore(other.url, file)
  const { transfers } = openPeople({ ...at, em: other.em, commit: other.commit })
  t.strictSame(await transfers.find(ada, transfer.id), transfer)
  t.same([...(await house.wrong()), ...(await other.wrong())], [])
})

test('each moment of the next weeks has its place for keys, whenever summer begins', async t => {
  const { url, em } = await otherwise(t)
  const weeks = `select inhrelid::regclass::text from pg_inherits where inhparent = 'idempotency'::regclass`
  for (const [week] of await ask(url, weeks)) await ask(url, `drop table ${String(week)}`)
  await rotatePartitions(em)
  t.equal((await ask(url, weeks)).length, 5)
  await ask(
    url,
    `insert into idempotency (key, fingerprint, resource, created_at)
     select gen_random_uuid(), gen_random_uuid(), gen_random_uuid(), now() + n * interval '1 hour'
     from generate_series(0, 28 * 24 - 1) n`
  )
  const [row] = await ask(url, 'select count(*)::int from idempotency')
  t.same(row, [28 * 24])
})
