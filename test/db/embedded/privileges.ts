import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { chown, stat } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test } from 'tap'
import { unprivileged } from '../../../src/db/embedded/privileges.ts'
import { ask } from '../../harness/sql.ts'
import { folder, gateway, start, STARTER } from '../../harness/postgres.ts'

const isRoot = process.geteuid?.() === 0
const NOBODY = 65_534
const AS_NOBODY = ['setpriv', `--reuid=${NOBODY}`, `--regid=${NOBODY}`, '--clear-groups'] as const

test('where PostgreSQL can run in no way, one line names DATABASE_URL', async t => {
  const error: unknown = await unprivileged(tmpdir(), '/bin/false').catch((e: unknown) => e)
  t.match(error, { code: 'not_ready', detail: /^[^\n]*DATABASE_URL[^\n]*$/ })
})

/** A checkout below a folder that only root may enter cannot be tried as somebody else. */
async function reachable(): Promise<boolean> {
  const [command, ...rest] = [...AS_NOBODY, 'test', '-r', STARTER]
  const [code] = (await once(spawn(command, rest), 'exit')) as [number]
  return code === 0
}

const ordinary = !isRoot
  ? 'test/db/embedded/postgres.ts ran as an ordinary user'
  : !(await reachable()) && 'an ordinary user may not enter this checkout'

test('it runs for an ordinary user, as that user', { skip: ordinary }, async t => {
  const dir = await folder(t)
  await chown(join(dir, '..'), NOBODY, NOBODY)
  const { child, started } = await gateway(dir, AS_NOBODY)
  t.strictSame(await ask(started.url, 'select 1'), [[1]])
  t.equal((await stat(join(dir, 'data'))).uid, NOBODY)
  child.kill('SIGKILL')
})

const others = !isRoot && 'only root may enter such a folder'

test("it runs for root in another user's private folder", { skip: others }, async t => {
  const dir = await folder(t)
  await chown(join(dir, '..'), 12_345, 12_345)
  const { url, stop } = await start(dir)
  t.strictSame(await ask(url, 'select 1'), [[1]])
  await stop()
})
