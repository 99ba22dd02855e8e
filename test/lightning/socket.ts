import { chmod, rm, symlink, writeFile } from 'node:fs/promises'
import { once } from 'node:events'
import { setImmediate as turn } from 'node:timers/promises'
import type { Socket } from 'node:net'
import { test } from 'tap'
import { unixSocket } from '../../src/lightning/socket.ts'
import type { Answer } from '../../src/lightning/transport.ts'
import { lightningd, recording, replay, says } from './fixtures/lightningd.ts'
import type { Script } from './fixtures/lightningd.ts'

const QUICK = { timeoutMs: 5000 }
const echo: Script = ({ id, method }, socket) => socket.write(says(id, { method }))

type Tap = Parameters<typeof lightningd>[0]
async function open(t: Tap, script: Script) {
  const node = await lightningd(t, script)
  const transport = unixSocket(node.path)
  t.teardown(() => transport.close())
  const call = (method: string, options = {}) =>
    transport.call(method, {}, { ...QUICK, ...options })
  return { ...node, transport, call }
}
const resultOf = (answer: Answer): unknown => (answer.is === 'result' ? answer.result : answer)

test('calls share one connection and are told apart by id, in whatever order answers come', async t => {
  const late: (() => void)[] = []
  const { call, sockets } = await open(t, (request, socket) => {
    if (request.method !== 'slow') echo(request, socket)
    else late.push(() => echo(request, socket))
  })
  const slow = call('slow')
  t.strictSame(resultOf(await call('fast')), { method: 'fast' })
  for (const answer of late) answer()
  t.strictSame(resultOf(await slow), { method: 'slow' })
  const many = Array.from({ length: 50 }, (_, n) => call(`m${n}`).then(resultOf))
  t.strictSame(
    await Promise.all(many),
    Array.from({ length: 50 }, (_, n) => ({ method: `m${n}` }))
  )
  t.equal(sockets.length, 1)
})

test('an answer of 6 MB and answers byte by byte are read whole, big integers too', async t => {
  const big = Array.from({ length: 40_000 }, (_, n) => ({ n, message: 'é'.repeat(70) }))
  const { call } = await open(t, ({ id, method }, socket) => {
    if (method === 'big') socket.write(says(id, big))
    else void dribble(Buffer.from(replay(id, 'waitsendpay-groupid-exact')), socket)
  })
  const [whole, slowly] = await Promise.all([call('big'), call('waitsendpay')])
  t.strictSame(resultOf(whole), big)
  t.match(resultOf(slowly), { groupid: 1211298747233324340n })
})
async function dribble(bytes: Buffer, socket: Socket) {
  for (const byte of bytes) {
    socket.write(Buffer.from([byte]))
    await turn()
  }
}

test('a cut in the middle of an answer leaves all that were asked silent, and the next call goes through', async t => {
  const { call, sockets } = await open(t, (request, socket) => {
    if (request.method === 'getinfo') echo(request, socket)
    if (request.method === 'cut') socket.end(says(request.id, {}).slice(0, -9))
  })
  const [waiting, cut] = await Promise.all([call('waits'), call('cut')])
  t.equal(waiting.is, 'silent')
  t.equal(cut.is, 'silent')
  t.strictSame(resultOf(await call('getinfo')), { method: 'getinfo' })
  t.equal(sockets.length, 2)
})

test('after a malformed answer the mute line is left, whoever waits on it is told, and a new one is opened', async t => {
  const raw = JSON.parse(recording('raw-after-malformed')) as {
    result: { malformed_json: { reply: string } }
  }
  const mute = new WeakSet()
  const { call, sockets } = await open(t, (request, socket) => {
    if (request.method === 'malformed') {
      socket.write(raw.result.malformed_json.reply)
      mute.add(socket)
    } else if (request.method === 'getinfo' && !mute.has(socket)) echo(request, socket)
  })
  const [waiting, malformed] = await Promise.all([call('waits'), call('malformed')])
  t.equal(waiting.is, 'silent')
  t.equal(malformed.is, 'silent')
  t.strictSame(resultOf(await call('getinfo')), { method: 'getinfo' })
  t.equal(sockets.length, 2)
})

test('a call has a deadline; its late answer and answers to nobody are ignored; others go on', async t => {
  const late: (() => void)[] = []
  const { call, sockets } = await open(t, (request, socket) => {
    if (request.method !== 'getinfo') late.push(() => echo(request, socket))
    else echo(request, socket)
  })
  await call('getinfo')
  const other = call('other')
  t.match(await call('never', { timeoutMs: 20 }), { is: 'silent', why: 'no answer within 20 ms' })
  sockets[0]?.write('{"jsonrpc":"2.0","method":"message"}\n\n')
  sockets[0]?.write(says('nobody#1', {}))
  for (const answer of late.toReversed()) answer()
  t.strictSame(resultOf(await other), { method: 'other' })
  t.strictSame(resultOf(await call('getinfo')), { method: 'getinfo' })
  t.equal(sockets.length, 2, 'a line that let a deadline pass gets no new calls')
})

test('where nobody listens not a byte was written', async t => {
  const { call, path, stop, start, requests } = await open(t, echo)
  await stop()
  t.match(await call('xpay', { long: true }), { is: 'unsent', why: /ENOENT/ })
  await writeFile(path, '')
  t.match(await call('getinfo'), { is: 'unsent', why: /ECONNREFUSED|ENOTSOCK/ })
  const aborted = await call('xpay', { long: true, signal: AbortSignal.abort() })
  t.equal(aborted.is, 'unsent')
  t.equal(requests.length, 0)
  await rm(path)
  await start()
  t.strictSame(resultOf(await call('getinfo')), { method: 'getinfo' }, 'it finds the node again')
})

test('a long call has a line of its own: the end of another does not touch it', async t => {
  const late: (() => void)[] = []
  const { call, sockets } = await open(t, (request, socket) => {
    if (request.method === 'xpay') late.push(() => echo(request, socket))
    else if (request.method === 'garble') socket.write('?\n\n')
    else echo(request, socket)
  })
  const pay = call('xpay', { long: true })
  await call('getinfo')
  t.equal((await call('garble')).is, 'silent')
  while (late.length === 0) await turn()
  for (const answer of late) answer()
  t.strictSame(resultOf(await pay), { method: 'xpay' })
  t.equal(sockets.length, 2)
})

test('a line on which a long call was answered takes the next one, and no two at once', async t => {
  const late: (() => void)[] = []
  const lines: Socket[] = []
  const { call, sockets, transport, stop, start } = await open(t, (request, socket) => {
    lines.push(socket)
    if (request.method === 'held') late.push(() => echo(request, socket))
    else if (request.method !== 'never') echo(request, socket)
  })
  for (let n = 0; n < 3; n++) await call('xpay', { long: true })
  t.equal(sockets.length, 1)
  const held = call('held', { long: true })
  while (late.length === 0) await turn()
  await call('xpay', { long: true })
  t.equal(sockets.length, 2)
  t.equal((await call('never', { long: true, timeoutMs: 20 })).is, 'silent')
  await call('xpay', { long: true })
  t.equal(sockets.length, 3, 'what has let a deadline pass is not used again')
  for (const answer of late) answer()
  t.strictSame(resultOf(await held), { method: 'held' })

  await stop()
  await transport.identity()
  await start()
  await transport.identity()
  const before = new Set(sockets)
  t.strictSame(resultOf(await call('xpay', { long: true })), { method: 'xpay' })
  t.notOk(before.has(lines.at(-1) as Socket), 'a node that was started anew gets new lines')
})

test('giving up a wait ends it at the node', async t => {
  const asked = Promise.withResolvers<Socket>()
  const { call } = await open(t, (_, socket) => asked.resolve(socket))
  const stop = new AbortController()
  const wait = call('waitanyinvoice', { long: true, signal: stop.signal })
  const socket = await asked.promise
  const ended = once(socket, 'close')
  stop.abort()
  t.equal((await wait).is, 'silent')
  await ended
})

test('closing ends what is out as silent and takes nothing more', async t => {
  const asked = Promise.withResolvers<undefined>()
  const { call, transport } = await open(t, () => asked.resolve(undefined))
  const waiting = call('getinfo')
  await asked.promise
  await transport.close()
  t.equal((await waiting).is, 'silent')
  t.equal((await call('getinfo')).is, 'unsent')
})

test('lightningd is known to have started anew by its socket file, which a chmod does not fake', async t => {
  const { transport, path, stop, start } = await open(t, echo)
  const first = await transport.identity()
  t.match(first, /^\d+:\d+:\d+$/)
  await chmod(path, 0o660)
  t.equal(await transport.identity(), first)
  await stop()
  t.equal(await transport.identity(), undefined)
  await start()
  t.not(await transport.identity(), first)
})

test('a call meant for one lightningd is not written to the next, whatever it waited for', async t => {
  const { transport, call, requests, stop, start } = await open(t, echo)
  const identity = await transport.identity()
  t.strictSame(resultOf(await call('xpay', { long: true, identity })), { method: 'xpay' })
  await stop()
  await start()
  const before = requests.length
  t.match(await call('xpay', { long: true, identity }), { is: 'unsent', why: /started anew/ })
  t.equal(requests.length, before)
})

test('a path that no socket can have is refused with a way out', async t => {
  t.doesNotThrow(() => unixSocket('/'.padEnd(107, 'a')))
  t.throws(() => unixSocket('/'.padEnd(108, 'a')), { message: /longer than 107 bytes.*ln -s/ })
})

test('once another node is behind the path it is asked, though the one before still answers', async t => {
  const named =
    (name: string): Script =>
    ({ id }, socket) =>
      socket.write(says(id, name))
  const before = await lightningd(t, named('before'))
  const after = await lightningd(t, named('after'))
  const path = `${before.path}-link`
  await symlink(before.path, path)
  const transport = unixSocket(path)
  t.teardown(() => transport.close())
  const asked = async () => resultOf(await transport.call('getinfo', {}, QUICK))
  await transport.identity()
  t.equal(await asked(), 'before')
  await rm(path)
  await symlink(after.path, path)
  t.equal(await asked(), 'before')
  await transport.identity()
  t.equal(await asked(), 'after')
})
