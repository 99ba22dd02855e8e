// Any command of a new version, even `account list` or the nightly `audit`, brought the database up
// to date under a gateway of the former one: that credited and settled nothing any more, and said
// that it was ready. A former version started on what a newer had changed, without a word. And the
// backup that is to lead back was brought up to date before it was taken. Where a variable was
// missing, `audit` made an empty database and said that its books balance.
import { execFile } from 'node:child_process'
import { existsSync } from 'node:fs'
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { promisify } from 'node:util'
import { gunzipSync } from 'node:zlib'
import pg from 'pg'
import { test, type Test } from 'tap'
import { migrate } from '../../src/db/migrate.ts'
import { gateway } from '../cli/harness/gateway.ts'
import { createDatabase } from '../harness/database.ts'
import { shortFolder } from '../sandbox/fixtures/node.ts'

/** As if the newest version were not here yet: its last migration can be made twice. */
const FORMER = `delete from mikro_orm_migrations where name = '072-found-without-reading-all'`

const MIGRATE = import.meta.resolve('../../src/db/migrate.ts')

async function place(t: Test) {
  const [url, dir] = [await createDatabase(t), shortFolder(t)]
  const connect = async (name: string): Promise<pg.Client> => {
    const client = new pg.Client({ connectionString: url, application_name: name })
    await client.connect()
    return client
  }
  const admin = await connect('test')
  t.teardown(async () => admin.end())
  const last = async (): Promise<unknown> =>
    (await admin.query('select max(name) as name from mikro_orm_migrations')).rows[0]
  const type = async (line: string) =>
    gateway(line.split(' '), { DATABASE_URL: url, DATA_DIR: dir })
  return { url, dir, connect, admin, last, type }
}

test('a database is brought up to date once no gateway of a former version uses it', async t => {
  const { url, connect, admin, last } = await place(t)
  await admin.query(FORMER)
  const running = await connect('lapp-gateway committer')
  await t.rejects(migrate(url, 200), {
    code: 'not_ready',
    message: /former version still uses the database \(1 connections\): stop all/
  })
  t.match(await last(), { name: '071-balances-beside-indexes' })
  const migrated = migrate(url)
  await sleep(150)
  t.match(await last(), { name: '071-balances-beside-indexes' }, 'it waits for one that is ending')
  const saving = await connect('lapp-gateway backup')
  await running.end()
  await migrated
  await saving.end()
  t.match(await last(), { name: '072-found-without-reading-all' })
  const beside = await connect('lapp-gateway committer')
  await t.resolves(migrate(url, 0), 'gateways of one version start beside each other')
  await beside.end()
})

test('what a newer version has changed is left alone, but for a backup', async t => {
  const { url, dir, admin, type } = await place(t)
  await admin.query(`insert into mikro_orm_migrations (name) values ('999-of-tomorrow')`)
  await t.rejects(migrate(url), {
    code: 'not_ready',
    message: /newer version has brought the database up to date \(999-of-tomorrow\)/
  })
  t.match(await type('account list'), { code: 3, stderr: /start the newer one/ })
  t.match(await type(`backup ${join(dir, 'tomorrow.gz')}`), { code: 0 })
})

test('a backup is of the version that the database is, and changes nothing', async t => {
  const { url, dir, connect, admin, last, type } = await place(t)
  t.match(await type('account create ada'), { code: 0 })
  await admin.query(FORMER)
  const running = await connect('lapp-gateway')
  t.teardown(async () => running.end())
  const file = join(dir, 'former.gz')
  t.match(await type(`backup ${file}`), { code: 0 })
  t.match(await last(), { name: '071-balances-beside-indexes' })
  const [header = ''] = gunzipSync(await readFile(file))
    .toString()
    .split('\n')
  t.match((JSON.parse(header) as { migrations: string[] }).migrations.at(-1), /^071/)
  await admin.query('drop schema public cascade; create schema public')
  for (const line of [`backup ${join(dir, 'nothing.gz')}`, 'audit', 'account list']) {
    const stderr = /No gateway has used this database yet: see DATABASE_URL/
    t.match(await type(line), { code: 3, stderr })
  }
  const elsewhere = { DATA_DIR: join(dir, 'elsewhere') }
  t.match(await gateway(['audit'], elsewhere), { code: 3, stderr: /No gateway has used/ })
  t.notOk(existsSync(join(elsewhere.DATA_DIR, 'postgres')), 'nor was a database made there')
  await running.end()
  await migrate(url)
  t.match(await type(`restore ${file}`), { code: 2, stderr: /another version \(071.* no command/ })
  await admin.query('drop schema public cascade; create schema public')
  t.match(await type(`restore ${file}`), { code: 0 })
  t.match(await last(), { name: '072-found-without-reading-all' }, 'and is up to date then')
  t.match(await type('account list'), { code: 0, stdout: /ada/ })
})

test('limits that are set for queries end no migration, and no wait for its turn', async t => {
  const { url, admin } = await place(t)
  const name = new URL(url).pathname.slice(1)
  await admin.query(`alter database ${name} set statement_timeout = '100ms'`)
  await admin.query(`alter database ${name} set lock_timeout = '100ms'`)
  await admin.query('select pg_advisory_lock(7163520)')
  const migrated = migrate(url)
  await sleep(400)
  await admin.query('select pg_advisory_unlock(7163520)')
  await t.resolves(migrated)
})

test('gateways that take turns do not take each other for a former version', async t => {
  const { url, admin, last } = await place(t)
  await admin.query(FORMER)
  const named = `${url}?application_name=lapp-gateway-2`
  await admin.query('select pg_advisory_lock(7163520)')
  const both = [migrate(named, 200), migrate(named, 200)]
  await sleep(100)
  await admin.query('select pg_advisory_unlock(7163520)')
  await t.resolves(Promise.all(both))
  t.match(await last(), { name: '072-found-without-reading-all' })
})

test('what is set for each connection is heeded, but for those limits', async t => {
  const { url, admin } = await place(t)
  await admin.query('drop schema public cascade; create schema elsewhere')
  // In a process of its own: tests beside this one must not have it too.
  const program = `import { migrate } from ${JSON.stringify(MIGRATE)}; await migrate('${url}')`
  const PGOPTIONS = '-c search_path=elsewhere -c statement_timeout=10ms'
  await promisify(execFile)(process.execPath, ['--input-type=module', '-e', program], {
    env: { ...process.env, PGOPTIONS }
  })
  const { rows } = await admin.query(
    `select schemaname from pg_tables where tablename = 'mikro_orm_migrations'`
  )
  t.same(rows, [{ schemaname: 'elsewhere' }])
})
