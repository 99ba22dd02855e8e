// A connection that died within a transaction kept its place in the pool for as long as the process
// lived: after ten of them no request found one any more, though PostgreSQL was well.
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
