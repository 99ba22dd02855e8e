// Root starts it as nobody, who may do little: neither PostgreSQL nor the LApps need root.
import { execFile } from 'node:child_process'
import { chown } from 'node:fs/promises'
import { promisify } from 'node:util'
import { test } from 'tap'
import { LNSMS, lives, pidsOf, place } from './harness/place.ts'
import { MAIN, OURS, start } from './harness/gateway.ts'
import { buy } from './harness/money.ts'

const NOBODY = 65_534
const AS_NOBODY = [
  ...['setpriv', `--reuid=${NOBODY}`, `--regid=${NOBODY}`, '--clear-groups', '--no-new-privs']
]

/** Why it cannot be tried here, if so. */
async function hindrance(): Promise<string | false> {
  if (process.geteuid?.() !== 0) return 'not root: every test here runs as an ordinary user'
  const [program, ...rest] = [...AS_NOBODY, 'test', '-r', MAIN]
  const may = promisify(execFile)(program, rest)
  return may.then(
    () => false as const,
    () => 'these files are not for nobody to read'
  )
}

test('as an ordinary user it starts, sells and ends', { skip: await hindrance() }, async t => {
  const at = await place(t)
  await chown(at.dir, NOBODY, NOBODY)
  const g = await start(at, LNSMS, [...AS_NOBODY, ...OURS])
  t.match(await buy(g, 'by nobody'), { status: 201, body: { status: 'delivered' } })
  const pids = pidsOf(at.dir)
  g.child.kill('SIGTERM')
  t.equal(await g.ended, 0)
  for (const pid of Object.values(pids ?? {})) t.notOk(lives(pid))
})
