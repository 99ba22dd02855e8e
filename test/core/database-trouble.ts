// What the database's own errors are taken for, as PostgreSQL sends them and the drivers wrap them.
import { connect, createServer } from 'node:net'
import pg from 'pg'
import { test } from 'tap'
import { databaseTrouble, troubleText } from '../../src/core/database-trouble.ts'
import { AppError } from '../../src/core/errors.ts'
import { openOrm } from '../../src/db/orm.ts'
import { createDatabase } from '../harness/database.ts'

const STATES: Readonly<Record<string, string | undefined>> = {
  '53100': 'disk_full',
  '53300': 'connections',
  '53200': 'memory',
  '57P01': 'starting',
  '57P03': 'starting',
  '25006': 'read_only',
  '28P01': 'password',
  '28000': 'password',
  '3D000': 'missing',
  '42501': 'missing',
  '58030': 'damaged',
  XX001: 'damaged',
  '08006': 'unreachable',
  '23505': undefined,
  '40001': undefined,
  '42601': undefined
}

test('every class of error has its name, through both drivers and below a refusal', async t => {
  const url = await createDatabase(t)
  const client = new pg.Client(url)
  client.on('error', () => undefined)
  await client.connect()
  const orm = await openOrm({ url, entities: [] })
  t.teardown(() => Promise.all([client.end(), orm.close()]))
  for (const [state, trouble] of Object.entries(STATES)) {
    const sql = `do $$ begin raise exception 'x' using errcode = '${state}'; end $$`
    const plain = await client.query(sql).catch((error: unknown) => error)
    t.equal(databaseTrouble(plain), trouble, state)
    const wrapped = await orm.em.execute(sql).catch((error: unknown) => error)
    t.equal(databaseTrouble(wrapped), trouble, `${state}, wrapped`)
    t.equal(databaseTrouble(new AppError('not_ready', 'x', [], plain)), trouble, `${state}, below`)
  }
})

test('a primary that became read-only is told from one that is away', async t => {
  const url = await createDatabase(t)
  const said = async (address: string, sql: string): Promise<unknown> => {
    const client = new pg.Client({ connectionString: address, connectionTimeoutMillis: 1_000 })
    client.on('error', () => undefined)
    const work = client.connect().then(() => client.query(sql))
    const answer = await work.catch((error: unknown) => error)
    await client.end().catch(() => undefined)
    return answer
  }
  const write = 'begin read only; create table x (y int)'
  t.equal(databaseTrouble(await said(url, write)), 'read_only')
  const port = await closedPort()
  t.equal(databaseTrouble(await said(`postgres://u:p@127.0.0.1:${port}/d`, '')), 'unreachable')
  t.equal(databaseTrouble(await said('postgres://u:p@no-such-host.invalid/d', '')), 'unreachable')
  t.equal(databaseTrouble('no error'), undefined)
  t.match(troubleText('disk_full'), /^The disk of the database is full: make room on it/)
})

async function closedPort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1')
  await new Promise(resolve => server.once('listening', resolve))
  const address = server.address()
  await new Promise(done => server.close(done))
  const port = typeof address === 'object' && address !== null ? address.port : 0
  connect(port, '127.0.0.1').on('error', () => undefined)
  return port
}
