// A gateway that has no file descriptor left cannot start a LApp, and goes on.
import { execFile } from 'node:child_process'
import { promisify } from 'node:util'
import { test } from 'tap'
import { folder, HONEST } from '../lapps/harness/open.ts'

const from = (path: string): string => new URL(`../../src/${path}`, import.meta.url).href

test('a LApp that there are no file descriptors for is said not to start', async t => {
  const dir = t.testdir(folder('good', HONEST))
  const code = `import { openSync } from 'node:fs'
    import { clock } from '${from('core/clock.ts')}'
    import { Host, HOST_LIMITS } from '${from('lapps/process/host.ts')}'
    import { LAppProcess, PROCESS_LIMITS } from '${from('lapps/process/lapp-process.ts')}'
    import { launch } from '${from('lapps/process/launch.ts')}'
    import { Session } from '${from('lapps/process/session.ts')}'
    const start = (...to) => new LAppProcess(launch('${dir}', undefined), PROCESS_LIMITS, ...to)
    const host = new Host(() => new Session(start, {}, console, clock), HOST_LIMITS, clock)
    try { for (;;) openSync('/dev/null') } catch {}
    const call = { call: 'invoice', order: {} }
    console.log(JSON.stringify([await host.describe(), await host.ask(call)]))
    process.exit()`
  const limited = ['-c', 'ulimit -n 64; exec "$@"', 'sh', process.execPath]
  const { stdout } = await promisify(execFile)('sh', [
    ...limited,
    '--input-type=module',
    '-e',
    code
  ])
  t.match(JSON.parse(stdout), [
    { is: 'broken', why: /EMFILE/ },
    { is: 'ended', why: /EMFILE/ }
  ])
})
