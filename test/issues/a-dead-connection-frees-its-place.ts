// A connection that died within a transaction kept its place in the pool for as long as the process
// lived: after ten of them no request found one any more, though PostgreSQL was well.
import { once } from 'node:events'
import { connect, createServer, type AddressInfo, type Socket } from 'node:net'
import pg from 'pg'
import { test, type Test } from 'tap'
import { ENTITIES } from '../../src/app/entities.ts'
import { openOrm } from '../../src/db/orm.ts'
import { query } from '../../src/db/query.ts'
import { transaction } from '../../src/db/transaction.ts'
import { createDatabase } from '../harness/database.ts'

const PLACES = 2

async function ground(t: Test) {
  const url = await createDatabase(t)
  const orm = await openOrm({ url, entities: ENTITIES, poolMax: PLACES })
  t.teardown(async () => orm.close())
  const other = new pg.Client(url)
  await other.connect()
  t.teardown(async () => other.end())
  return { em: orm.em, end: async (pid: unknown) => other.query(END, [pid]) }
}
const PID = 'select pg_backend_pid() as pid'
const END = 'select pg_terminate_backend($1::int, 5000)'

test('within a transaction, and at its COMMIT', async t => {
  const { em, end } = await ground(t)
  for (let n = 0; n < 2 * PLACES; n += 1) {
    const dies = transaction(em, async inside => {
      const [row] = await query<{ pid: number }>(inside, PID)
      await end(row?.pid)
      // Every other time nothing but its COMMIT is sent afterwards.
      if (n % 2 === 0) await query(inside, PID)
    })
    await t.rejects(dies)
  }
  t.match(await query(em, PID), [{ pid: Number }])
  t.equal(await transaction(em, async () => 'done'), 'done')
})

test('at its BEGIN, and while nobody has it', async t => {
  const { em, end } = await ground(t)
  for (let n = 0; n < 2 * PLACES; n += 1) {
    const [row] = await query<{ pid: number }>(em, PID)
    // Sent at once, before this process can have heard of the end.
    const ended = end(row?.pid)
    await transaction(em, async () => undefined).catch(() => undefined)
    await ended
  }
  t.equal(await transaction(em, async () => 'done'), 'done')
})

/** A way to PostgreSQL of which what is open falls silent: no end, no answer. */
async function silenced(t: Test, url: string) {
  const lines: (readonly [Socket, Socket])[] = []
  const server = createServer(near => {
    const far = connect(Number(new URL(url).port), '127.0.0.1')
    near.on('error', () => far.destroy()).pipe(far)
    far.on('error', () => near.destroy()).pipe(near)
    lines.push([near, far])
  }).listen(0, '127.0.0.1')
  await once(server, 'listening')
  t.teardown(() => {
    for (const line of lines) for (const socket of line) socket.destroy()
    server.close()
  })
  const { port } = server.address() as AddressInfo
  return {
    url: Object.assign(new URL(url), { hostname: '127.0.0.1', port }).href,
    fallSilent: () => lines.forEach(([near, far]) => (near.unpipe(far), far.unpipe(near)))
  }
}

for (const kind of ['a query', 'a transaction']) {
  test(`${kind} on a connection that has fallen silent fails, and the next one has another`, async t => {
    const way = await silenced(t, await createDatabase(t))
    const orm = await openOrm({ url: way.url, entities: ENTITIES, poolMax: 1, queryMaxMs: 500 })
    t.teardown(async () => orm.close())
    const asks = async () =>
      kind === 'a query'
        ? query(orm.em, PID)
        : transaction(orm.em, async inside => query(inside, PID))
    await asks()
    way.fallSilent()
    await t.rejects(asks(), { message: /Query read timeout/ })
    t.match(await asks(), [{ pid: Number }])
  })
}
