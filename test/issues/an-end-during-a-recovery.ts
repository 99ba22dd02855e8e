// PostgreSQL 18 that is told to end between a crash and its recovery waits for its own helpers for
// ever, and whoever starts next would wait for it.
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { setTimeout } from 'node:timers/promises'
import pg from 'pg'
import { test } from 'tap'
import { folder, start } from '../harness/postgres.ts'
import { ask } from '../harness/sql.ts'

const PATIENCE_MS = 40_000

test('a database that was told to end after a crash holds up no start, and loses nothing', async t => {
  const dir = await folder(t)
  const { url, pid } = await start(dir)
  await ask(url, 'create table kept as select 7 as value')
  const client = new pg.Client(url)
  client.on('error', () => undefined)
  await client.connect()
  const { rows } = await client.query<{ pid: number }>('select pg_backend_pid() as pid')
  process.kill(Number(rows[0]?.pid), 'SIGKILL')
  const log = join(dir, 'log')
  while (!(await readFile(log, 'utf8')).includes('reinitializing')) await setTimeout(1)
  process.kill(pid, 'SIGINT')
  while (!(await readFile(log, 'utf8')).includes('fast shutdown')) await setTimeout(1)
  const waited = new AbortController()
  const late = setTimeout(PATIENCE_MS, undefined, waited)
  const again = await Promise.race([start(dir), late.catch(() => undefined)])
  waited.abort()
  if (again === undefined) {
    process.kill(pid, 'SIGQUIT')
    t.fail('it waits')
    return
  }
  t.same(await ask(again.url, 'select value from kept'), [[7]])
  await again.stop()
})
