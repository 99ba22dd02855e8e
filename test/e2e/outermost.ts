// SIGTERM to the outermost process, which is all that a supervisor or a container knows of:
// in each form of the start everything ends, the gateway cleanly, before the outermost does.
import { spawnSync } from 'node:child_process'
import { readFileSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'tap'
import { kill, lives, pidsOf, newcomer } from './harness/place.ts'
import { start } from './harness/gateway.ts'

/** As PID 1, as in a container: whoever has no handler for a signal does not hear it there. */
const CONTAINER = ['unshare', '--pid', '--fork', '--kill-child', '--mount-proc'] as const

const noContainer =
  spawnSync(CONTAINER[0], [...CONTAINER.slice(1), 'true']).status === 0
    ? false
    : 'no process may have a PID space of its own here'

const DIRECT = 'node_modules/.bin/node --max-semi-space-size=64 src/guard.js src/main.ts'

type Form = { readonly command: readonly string[]; readonly skip?: string | false }

const FORMS: Readonly<Record<string, Form>> = {
  'npm start': { command: ['npm', 'start'] },
  'the command line': { command: ['npm', 'run', 'gateway', '--', 'sandbox'] },
  'the direct command': { command: DIRECT.split(' ') },
  'npm in a container': { command: [...CONTAINER, 'npm', 'start'], skip: noContainer }
}

for (const [name, { command, skip = false }] of Object.entries(FORMS)) {
  test(`${name} ends by SIGTERM to the outermost`, { skip }, async t => {
    const at = await newcomer(t)
    const inside = command[0] === CONTAINER[0]
    // The numbers in that file are those of the container: out here they are somebody else's, and
    // the folder's own teardown must not find them. (Teardowns run the last one first.)
    const forget = (): void => rmSync(join(at.dir, 'pids.json'), { force: true })
    if (inside) t.teardown(forget)
    const g = await start(at, {}, command)
    const pids = pidsOf(at.dir)
    const outermost = inside ? childOf(g.child.pid) : g.child.pid
    kill(outermost, 'SIGTERM')
    t.match(await g.ended, inside ? /.*/ : /^(0|143|SIGTERM)$/)
    t.match(g.said(), /SIGTERM: ending\n/)
    if (!inside) for (const pid of Object.values(pids ?? {})) t.notOk(lives(pid))
    if (inside) forget()
    await t.rejects(fetch(`${g.url}/health/live`))
  })
}

const childOf = (pid: number | undefined): number =>
  Number(readFileSync(`/proc/${String(pid)}/task/${String(pid)}/children`, 'utf8').split(' ')[0])
