import { once } from 'node:events'
import { chmodSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { text } from 'node:stream/consumers'
import { test } from 'tap'
import { chooseIdentity } from '../../src/lapps/process/identity.ts'
import { filesFor, launch } from '../../src/lapps/process/launch.ts'
import { openLApps } from '../../src/lapps/registry.ts'
import { folder, gone, HONEST, open, order, serve } from './harness/open.ts'

const isRoot = process.getuid?.() === 0

/**
 * What Node's own wall does to a program that has every module: name → error code or what it got.
 */
const TRIES = `
  const tries = {
    env: () => JSON.stringify(process.env),
    own: () => (require('node:fs').readFileSync(__dirname + '/index.ts'), 'read'),
    passwd: () => require('node:fs').readFileSync('/etc/passwd'),
    environ: () => require('node:fs').readFileSync('/proc/self/environ'),
    parent: () => require('node:fs').readFileSync('/proc/' + process.ppid + '/environ'),
    write: () => require('node:fs').writeFileSync(__dirname + '/x', 'x'),
    exec: () => require('node:child_process').execSync('id'),
    worker: () => new (require('node:worker_threads').Worker)('1', { eval: true }),
    inspector: () => require('node:inspector').open(0),
    binding: () => process.binding('fs'),
    evaluate: () => (0, eval)('1'),
    fetch: () => fetch('http://127.0.0.1:PORT/').catch(e => { throw e.cause }),
    net: () => new Promise((_, no) => require('node:net').connect(PORT, '127.0.0.1').on('error', no)),
    unix: () => new Promise((_, no) => require('node:net').connect('/tmp/x').on('error', no)),
    listen: () => new Promise((_, no) => require('node:net').createServer().on('error', no).listen(0)),
    dns: () => require('node:dns/promises').resolve4('example.com')
  }
  const code = async name => { try { return await tries[name]() } catch (e) { return e.code ?? e.name } }
  const all = Object.keys(tries).map(async name => [name, await code(name)])
  Promise.all(all).then(got => console.log(JSON.stringify(Object.fromEntries(got))))`

test("Node's permissions leave a LApp's process no network, no files, no other process", async t => {
  const { url, hits } = await serve(t, (_request, response) => response.end('hit'))
  const program = TRIES.replaceAll('PORT', new URL(url).port)
  const dir = t.testdir({ 'index.ts': 'x', 'program.cjs': program })
  const child = launch(dir, undefined, join(dir, 'program.cjs'))
  const [out] = await Promise.all([text(child.stdout), once(child, 'close')])
  const { env, own, evaluate, ...refused } = JSON.parse(out) as Record<string, string>
  t.equal(env, '{}')
  t.equal(own, 'read')
  t.equal(evaluate, 'EvalError')
  t.equal(Object.keys(refused).length, 13)
  for (const [name, code] of Object.entries(refused)) t.equal(code, 'ERR_ACCESS_DENIED', name)
  t.same(hits, [])
})

/** Inside a LApp: gives what an expression is, or what it throws. */
const PROBING = `async invoice ({ input }) {
  const tries = {
    process: () => typeof process + typeof globalThis.process,
    require: () => typeof require + typeof module,
    proto: () => String({}.__proto__),
    console: () => Object.keys(console).join(),
    fs: () => import('node:fs'),
    nodeProcess: () => import('node:process'),
    bare: () => import('ky'),
    gateway: () => import(new URL('../../../../src/lapps/process/lapp-process.ts', import.meta.url).href),
    other: () => import('../other/index.ts'),
    data: () => import('data:text/javascript,export default 1'),
    own: async () => (await import('./more.ts')).more,
    json: async () => (await import('./lapp.json', { with: { type: 'json' } })).default.id,
    evaluate: () => eval('1'),
    construct: () => new Function('return 1')(),
    format: async () => {
      Object.prototype['.cjs'] = 'commonjs'
      return Object.keys((await import('./x.cjs')).default)
    },
    url: async () => {
      URL.parse = () => ({ href: 'node:process' })
      return (await import('./lapp.json')).kill.name
    },
    patched: async () => {
      String.prototype.startsWith = () => true
      return (await import('node:process')).kill.name
    },
    net: () => fetch('http://127.0.0.1:8080/').catch(e => e.cause.code)
  }
  try { return { bolt11: 'lnbcrt1', reference: await tries[input.text]() } }
  catch (error) { return { bolt11: 'lnbcrt1', reference: 'threw ' + error.message.slice(0, 100) } }
}`

test('a LApp has no process, no module but its own, and no way to make code', async t => {
  const lapp = { ...folder('probing', PROBING), 'more.ts': `export const more: string = 'mine'` }
  const lapps = await open(t, { probing: lapp, other: folder('other', HONEST) })
  const tried = async (text: string): Promise<unknown> => {
    const answer = await lapps.ask('probing', 'invoice', order(text))
    return answer.is === 'ok' ? answer.value.reference : answer
  }
  t.equal(await tried('process'), 'undefinedundefined')
  t.equal(await tried('require'), 'undefinedundefined')
  t.equal(await tried('proto'), 'undefined')
  t.equal(await tried('console'), 'debug,log,info,warn,error')
  for (const name of ['fs', 'nodeProcess', 'bare', 'gateway', 'other', 'data']) {
    t.match(await tried(name), /^threw a LApp imports only '#lapp'/, name)
  }
  t.equal(await tried('own'), 'mine')
  t.equal(await tried('json'), 'probing')
  for (const name of ['evaluate', 'construct']) t.match(await tried(name), /^threw .*disallowed/)
  t.equal(await tried('net'), 'ERR_ACCESS_DENIED')
  for (const name of ['format', 'url', 'patched'])
    t.match(await tried(name), /^threw a LApp imports only '#lapp'/, name)
})

test('where the gateway is root, each LApp is a user of its own', { skip: !isRoot }, async t => {
  // tap keeps its own folder from others.
  const dir = mkdtempSync(join(tmpdir(), 'lapp-walls-'))
  t.teardown(() => rmSync(dir, { recursive: true }))
  chmodSync(dir, 0o755)
  for (const [name, text] of Object.entries(folder('good', HONEST)))
    writeFileSync(join(dir, name), text)
  const identity = chooseIdentity([process.execPath, join(dir, 'index.ts')])
  const other = chooseIdentity([process.execPath, join(dir, 'index.ts')])
  t.ok(identity && identity.uid >= 60_600 && identity.uid < 61_100)
  t.equal(identity?.gid, identity?.uid)
  t.not(other?.uid, identity?.uid)
  const child = launch(dir, identity)
  const pid = child.pid ?? 0
  child.stdin.write('{"is":"ping"}\n')
  await once(child.stdout, 'data')
  const status = readFileSync(`/proc/${pid}/status`, 'utf8')
  const uid = String(identity?.uid)
  t.match(status, new RegExp(`^Uid:\\s+${uid}\\s+${uid}\\s+${uid}\\s+${uid}$`, 'm'))
  t.match(status, /^Groups:\s*$/m)
  t.match(status, /^CapPrm:\s+0+$/m)
  child.stdin.end()
  await gone(pid)
})

test('a LApp that the gateway opens is that user as well', { skip: !isRoot }, async t => {
  const root = mkdtempSync(join(tmpdir(), 'lapp-walls-'))
  t.teardown(() => rmSync(root, { recursive: true }))
  chmodSync(root, 0o755)
  mkdirSync(join(root, 'good'))
  for (const [name, text] of Object.entries(folder('good', HONEST)))
    writeFileSync(join(root, 'good', name), text)
  // Where this checkout is somebody's own, no other user could read the LApp's program.
  const isParted = chooseIdentity(filesFor(join(root, 'good'))) !== undefined
  const quiet = (): void => undefined
  const nowhere = () => Promise.reject(new Error('no web here'))
  const before = children()
  const lapps = await openLApps({
    folder: root,
    variables: {},
    clients: { named: nowhere, chosen: nowhere },
    log: { debug: quiet, info: quiet, warn: quiet, error: quiet }
  })
  t.teardown(() => lapps.close())
  const [child = ''] = children().filter(pid => !before.includes(pid))
  const [, uid = ''] = /^Uid:\s+(\d+)/m.exec(readFileSync(`/proc/${child}/status`, 'utf8')) ?? []
  t.equal(Number(uid) >= 60_600, isParted)
})
const children = (): readonly string[] =>
  readFileSync(`/proc/self/task/${process.pid}/children`, 'utf8').split(' ')

test('a LApp that nobody else may read still runs, and the log says as whom', async t => {
  const lapps = t.testdir({ home: { good: folder('good', HONEST) } })
  chmodSync(join(lapps, 'home'), 0o700)
  t.equal(chooseIdentity([join(lapps, 'home/good/index.ts')]), undefined)
  const opened = await open(t, { good: folder('good', HONEST) }, { mode: 0o700 })
  t.match(await opened.ask('good', 'invoice', order('x')), { is: 'ok' })
  t.equal(opened.lines.length, isRoot ? 1 : 0)
  if (isRoot) t.match(opened.lines[0], { facts: {}, message: /run as the gateway’s own user/ })
  t.equal(opened.warnings.length, isRoot ? 1 : 0)
})
