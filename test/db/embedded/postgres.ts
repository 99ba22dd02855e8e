import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { readFile, readlink, stat, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { setTimeout } from 'node:timers/promises'
import pg from 'pg'
import { test } from 'tap'
import { ask } from '../../harness/sql.ts'
import { folder, gateway, start } from '../../harness/postgres.ts'

const isGone = async (pid: number): Promise<boolean> =>
  readlink(`/proc/${pid}/cwd`).then(
    () => false,
    () => true
  )

test('PostgreSQL outlives a gateway that was killed, and the next start adopts it', async t => {
  const dir = await folder(t)
  const { child, started } = await gateway(dir)
  await ask(started.url, 'create table kept as select 7 as value')
  child.kill('SIGKILL')
  await once(child, 'exit')

  const adopted = await start(dir)
  t.ok(adopted.adopted)
  t.equal(adopted.pid, started.pid)
  t.equal(adopted.url, started.url)
  t.strictSame(await ask(adopted.url, 'select value from kept'), [[7]])

  await adopted.stop()
  t.ok(await isGone(adopted.pid), 'stop returns when the process has ended')
  const again = await start(dir)
  t.not(again.pid, started.pid)
  t.strictSame(await ask(again.url, 'select value from kept'), [[7]])
  await again.stop()
})

test('it keeps every acknowledged write, and only who knows the password gets in', async t => {
  const dir = await folder(t)
  const { url, pid, stop } = await start(dir)
  const settings = `select current_setting('fsync'), current_setting('synchronous_commit'), current_setting('jit')`
  t.strictSame(await ask(url, settings), [['on', 'on', 'off']])
  t.equal((await stat(join(dir, 'password'))).mode & 0o777, 0o600)
  t.equal((await stat(dir)).mode & 0o777, 0o700)
  const stranger = Object.assign(new URL(url), { password: 'guess' }).href
  await t.rejects(ask(stranger, 'select 1'), { code: '28P01' })
  if (process.platform === 'linux') {
    const fields = (await readFile(`/proc/${pid}/stat`, 'utf8')).split(' ')
    t.equal(Number(fields[5]), pid, 'leads a process session of its own')
  }
  await stop()
})

test('a start after kill -9 of the postmaster waits for the children that hold its memory', async t => {
  const dir = await folder(t)
  const first = await start(dir)
  await ask(first.url, 'create table kept as select 7 as value')
  const client = new pg.Client(first.url)
  client.on('error', () => undefined)
  await client.connect()
  const { rows } = await client.query<{ pid: number }>('select pg_backend_pid() as pid')
  const backend = Number(rows[0]?.pid)
  process.kill(backend, 'SIGSTOP')
  process.kill(first.pid, 'SIGKILL')

  const second = start(dir)
  const log = join(dir, 'log')
  while (!(await readFile(log, 'utf8')).includes('pre-existing shared memory')) await setTimeout(20)
  process.kill(backend, 'SIGKILL')
  const { url, pid, stop } = await second
  t.not(pid, first.pid)
  t.strictSame(await ask(url, 'select value from kept'), [[7]])
  await stop()
})

test('a process that only has the pid of postmaster.pid is neither adopted nor harmed', async t => {
  const dir = await folder(t)
  const first = await start(dir)
  const file = join(dir, 'data', 'postmaster.pid')
  const ours = await readFile(file, 'utf8')
  await first.stop()
  const stranger = spawn('sleep', ['600'])
  t.teardown(() => stranger.kill())
  await writeFile(file, ours.replace(/^\d+/, String(stranger.pid)))

  const second = await start(dir)
  t.not(second.pid, stranger.pid)
  t.equal(stranger.exitCode, null)
  await second.stop()
  t.equal(stranger.exitCode, null)
  t.equal(stranger.signalCode, null)
})

test('the PostgreSQL of another folder is not adopted', async t => {
  const [mine, other] = [await folder(t), await folder(t)]
  await (await start(mine)).stop()
  const foreign = await start(other)
  const claim = await readFile(join(other, 'data', 'postmaster.pid'))
  await writeFile(join(mine, 'data', 'postmaster.pid'), claim)
  const own = await start(mine)
  t.not(own.pid, foreign.pid)
  t.strictSame(await ask(own.url, 'show data_directory'), [[join(mine, 'data')]])
  await own.stop()
  t.strictSame(await ask(foreign.url, 'select 1'), [[1]])
  await foreign.stop()
})

test('a folder of another major version is refused at once, with what to do', async t => {
  const dir = await folder(t)
  await (await start(dir)).stop()
  const file = join(dir, 'data', 'PG_VERSION')
  const version = await readFile(file, 'utf8')
  await writeFile(file, '9\n')
  await t.rejects(start(dir), {
    code: 'not_ready',
    detail:
      /is of PostgreSQL 9, and PostgreSQL \d\d comes with this version: `backup` with .* `restore`/
  })
  await writeFile(file, version)
  await (await start(dir)).stop()
})
