import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { test } from 'tap'
import { msat } from '../../../src/core/msat.ts'
import { clock } from '../../../src/core/clock.ts'
import { Host, HOST_LIMITS, type HostLimits } from '../../../src/lapps/process/host.ts'
import {
  LAppProcess,
  PROCESS_LIMITS,
  type ProcessLimits
} from '../../../src/lapps/process/lapp-process.ts'
import { launch } from '../../../src/lapps/process/launch.ts'
import type { Ask, FromLApp } from '../../../src/lapps/process/protocol.ts'
import { Session } from '../../../src/lapps/process/session.ts'
import { leapingClock } from '../../payment/harness/clock.ts'
import { folder, gone, HONEST, open, order } from '../harness/open.ts'

const silent = { debug: () => 0, info: () => 0, warn: () => 0, error: () => 0 }

const ask = (text: string): Ask => ({
  call: 'invoice',
  order: { key: 'key', input: { text }, msatMax: String(msat(1n)), locale: 'en' }
})

/** A host of the LApp in the folder, or of another program that plays one. */
function host(
  dir: string,
  limits: Partial<HostLimits & ProcessLimits> = {},
  program?: string,
  time = clock
): Host & { starts?: number } {
  const all = { ...HOST_LIMITS, ...PROCESS_LIMITS, ...limits }
  const index = pathToFileURL(join(dir, 'index.ts')).href
  const start = (onMessage: (message: FromLApp) => void, onEnd: (why: string) => void) => {
    const own = new LAppProcess(launch(dir, undefined, program), all, onMessage, onEnd)
    own.send({ is: 'hello', index, url: 'https://shop.example/', secrets: {} })
    return own
  }
  const reach = {
    fetch: () => Promise.resolve({ is: 'no-response', why: 'undeclared' } as const),
    isNamedByBuyer: () => false
  }
  return new Host(() => new Session(start, reach, silent, time), all, time)
}

const LOOPING = `async invoice ({ input: { text } }) {
  if (text === 'loop') for (;;);
  if (text === 'wait') await new Promise(() => undefined)
  return { bolt11: 'lnbcrt1', reference: text }
}`
/** Three seconds: a process of its own may be that slow to start where much else runs. */
const QUICK = { beatMs: 50, missedMax: 60 }

test('an endless loop is killed, fails what waits there, harms nobody else, and starts anew', async t => {
  const lapps = await open(
    t,
    { looping: folder('looping', LOOPING), good: folder('good', HONEST) },
    { limits: QUICK }
  )
  const ended = Promise.all(
    ['wait', 'loop', 'wait'].map(text => lapps.ask('looping', 'invoice', order(text)))
  )
  t.match(await lapps.ask('good', 'invoice', order()), { is: 'ok' })
  for (const answer of await ended) {
    t.match(answer, { is: 'unavailable', because: 'bug', why: /hangs/ })
  }
  t.match(await lapps.ask('looping', 'invoice', order('again')), { is: 'ok' })
})

test('a LApp that grows is ended, inside V8 and outside', async t => {
  const growing = `async invoice ({ input: { text } }) {
    const kept = []
    for (;;) {
      if (text === 'heap') for (let n = 0; n < 1e5; n++) kept.push({ n })
      else kept.push(new Uint8Array(20e6).fill(1))
      await new Promise(resolve => setTimeout(resolve, 1))
    }
  }`
  const limits = { beatMs: 20, missedMax: 200, rssMaxBytes: 250_000_000 }
  const lapps = await open(t, { growing: folder('growing', growing) }, { limits })
  for (const text of ['heap', 'bytes']) {
    const answer = await lapps.ask('growing', 'invoice', order(text))
    t.match(answer, { is: 'unavailable', because: 'bug' }, text)
  }
})

test('no more calls than the width run at once; the others wait their turn', async t => {
  // The first stays until a second is there, each long enough to be met by a third.
  const paired = `async invoice () {
    const seen = globalThis.seen ??= { inside: 0, most: 0, met: Promise.withResolvers() }
    seen.inside += 1
    seen.most = Math.max(seen.most, seen.inside)
    if (seen.inside === 2) seen.met.resolve()
    await seen.met.promise
    await new Promise(resolve => setTimeout(resolve, 20))
    seen.inside -= 1
    return { bolt11: 'lnbcrt1', reference: String(seen.most) }
  }`
  const own = host(t.testdir(folder('paired', paired)), { width: 2, queueMax: 6 })
  t.teardown(() => own.close())
  const answers = await Promise.all(Array.from({ length: 8 }, () => own.ask(ask('x'))))
  const done = { is: 'done', value: { reference: '2' } }
  t.match(answers, Array<typeof done>(8).fill(done))
})

test('above a number no call waits, and the wait is part of its time', async t => {
  const time = leapingClock()
  const limits = { width: 2, queueMax: 3, callMs: 600_000 }
  const own = host(t.testdir(folder('slow', LOOPING)), limits, undefined, time)
  t.teardown(() => own.close())
  const gaveUp = AbortSignal.timeout(120_000)
  const enter = (text: string) => own.ask(ask(text), gaveUp)
  const first = [enter('wait'), enter('wait')]
  time.leap(200_000)
  const second = [enter('wait'), enter('wait'), enter('a')]
  t.same(await enter('b'), { is: 'busy' }, 'at once')
  time.leap(400_000)
  t.same(await Promise.all(first), [{ is: 'late' }, { is: 'late' }])
  time.leap(200_000)
  const late = await Promise.all(second)
  t.same(late.slice(0, 2), [{ is: 'late' }, { is: 'late' }], 'though their turn came later')
  t.same(late[2], { is: 'busy' }, 'whose turn did not come says nothing of the LApp')
  const later = await Promise.all(['a', 'b', 'c', 'd'].map(enter))
  t.same(
    later.map(({ is }) => is),
    ['done', 'done', 'done', 'done'],
    'what is over makes room'
  )
})

test('a process is started at first use, ended when idle, and started again', async t => {
  const own = host(t.testdir(folder('good', HONEST)), { idleMs: 50 })
  t.teardown(() => own.close())
  t.equal(own.pid, undefined)
  t.match(await own.ask(ask('x')), { is: 'done', value: { reference: 'x' } })
  const { pid = 0 } = own
  t.ok(pid > 0)
  await gone(pid)
  t.equal(own.pid, undefined)
  t.match(await own.ask(ask('y')), { is: 'done', value: { reference: 'y' } })
  t.not(own.pid, pid)
})

test('one that does not start is left alone for a while', async t => {
  const own = host(t.testdir({ 'index.ts': 'throw new Error("no")' }), { restMs: 60_000 })
  t.teardown(() => own.close())
  t.match(await own.describe(), { is: 'broken', why: /no/ })
  t.match(await own.ask(ask('x')), { is: 'ended', why: /does not start: .*no/s })
  t.equal(own.pid, undefined)
})

test('a process that forges, floods or sends too much is ended at once', async t => {
  const lapp = `{"is":"lapp","input":{},"quotes":false,"delivers":false}`
  const programs: [string, string, RegExp][] = [
    ['nonsense', `console.log('hello')`, /no message/],
    ['unknown', `console.log('{"is":"pay","bolt11":"lnbc1"}')`, /no message/],
    ['extra', `console.log('{"is":"pong","proto":1}')`, /no message/],
    ['wrong', `console.log('{"is":"done","id":-1,"value":1}')`, /no message/],
    [
      'endless line',
      `const s = 'x'.repeat(1e6); const f = () => process.stdout.write(s, f); f()`,
      /too large/
    ],
    [
      'flood',
      `const f = () => process.stdout.write('{"is":"pong"}\\n'.repeat(1e3), f); f()`,
      /floods/
    ],
    ['exit', `process.exit(3)`, /ended \(3\)/]
  ]
  for (const [name, code, why] of programs) {
    const dir = t.testdir({ 'index.ts': '', 'program.js': `console.log('${lapp}');${code}` })
    const own = host(dir, { beatMs: 10_000 }, join(dir, 'program.js'))
    t.match(await own.ask(ask('x')), { is: 'ended', why }, name)
    own.close()
  }
})

test('an end of a call that is not open means nothing', async t => {
  const lapp = `{"is":"lapp","input":{},"quotes":false,"delivers":false}`
  const forged = [7, 1].map(id => `console.log('{"is":"done","id":${id},"value":${id}}')`).join(';')
  const program = `process.stdin.once('data', () => {
    console.log('${lapp}')
    process.stdin.once('data', () => { ${forged} })
  })`
  const dir = t.testdir({ 'program.js': program })
  const own = host(dir, {}, join(dir, 'program.js'))
  t.teardown(() => own.close())
  t.match(await own.ask(ask('x')), { is: 'done', id: 1, value: 1 })
})

test('a LApp ends by itself when the gateway is killed', async t => {
  const dir = t.testdir({ 'index.ts': folder('good', HONEST)['index.ts'] ?? '' })
  const launcher = new URL('../../../src/lapps/process/launch.ts', import.meta.url).href
  const code = `import { launch } from '${launcher}'
    const child = launch('${dir}', undefined)
    child.stdin.write('{"is":"hello","index":"${pathToFileURL(dir).href}/index.ts","url":"https://a.example","secrets":{}}\\n')
    child.stdout.once('data', () => console.log(child.pid))`
  const gateway = spawn(process.execPath, ['--input-type=module', '-e', code], {
    stdio: ['ignore', 'pipe', 'inherit']
  })
  const [pid] = (await once(gateway.stdout, 'data')) as [Buffer]
  gateway.kill('SIGKILL')
  await gone(Number(pid))
  t.ok(Number(pid) > 0)
})
