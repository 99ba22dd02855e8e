// The stream on the wire: who reads slowly is cut off, who is not let in any more as well.
import { once } from 'node:events'
import { connect, type AddressInfo } from 'node:net'
import { test } from 'tap'
import { AppError } from '../../../src/core/errors.ts'
import { events } from '../../../src/http/routes/events.ts'
import type { Told } from '../../../src/notify/stream.ts'
import fastify from 'fastify'
import { until } from '../../e2e/harness/until.ts'

const LARGE = 'x'.repeat(100_000)

/** Writes as many lots, stays open, and counts what it was asked for. */
function endless(most = Infinity) {
  const seen = { lots: 0, ended: false }
  async function* lots(over: AbortSignal): AsyncGenerator<readonly Told[], void> {
    try {
      while (!over.aborted) {
        seen.lots++
        yield [{ id: 'evt_1', type: 'deposit.settled', body: LARGE }]
        if (seen.lots === most) await once(over, 'abort')
        await new Promise(setImmediate)
      }
    } finally {
      seen.ended = true
    }
  }
  return {
    seen,
    follow: async (_a: unknown, _b: unknown, over: AbortSignal) => Promise.resolve(lots(over))
  }
}

async function serve(
  t: { teardown: (end: () => unknown) => void },
  follow: ReturnType<typeof endless>['follow'],
  check: () => Promise<void>,
  slowMs: number,
  gone: (value: undefined) => void = () => undefined
) {
  const app = fastify()
  const stop = new AbortController()
  app.decorateRequest('caller')
  app.addHook('onRequest', async request => {
    request.caller = { account: 'a' } as never
    request.raw.socket.once('close', () => gone(undefined))
    return Promise.resolve()
  })
  events(app, { events: { follow } }, check, stop.signal, slowMs)
  await app.listen({ port: 0, host: '127.0.0.1' })
  t.teardown(async () => {
    stop.abort()
    await app.close()
  })
  return (app.server.address() as AddressInfo).port
}

test('who does not read is cut off, and nothing is kept for them', async t => {
  const { seen, follow } = endless()
  const port = await serve(t, follow, async () => Promise.resolve(), 200)
  const socket = connect(port, '127.0.0.1')
  socket.on('error', () => undefined)
  socket.pause()
  socket.write('GET /events HTTP/1.1\r\nhost: a\r\n\r\n')
  await until(() => seen.ended || undefined)
  // What the network holds, and one lot: it was never asked for more.
  t.ok(seen.lots < 200, `${seen.lots} lots`)
  socket.resume()
  await once(socket, 'close')
})

test('a key that is revoked ends the stream that it opened', async t => {
  const { seen, follow } = endless(20)
  let isGood = true
  const check = async (): Promise<void> => {
    if (!isGood) throw new AppError('unauthenticated', 'revoked')
    return Promise.resolve()
  }
  const port = await serve(t, follow, check, 10_000)
  const answer = await fetch(`http://127.0.0.1:${port}/events`)
  t.match(answer.headers.get('content-type'), /^text\/event-stream/)
  isGood = false
  let text = ''
  for await (const chunk of answer.body ?? [])
    text = (text + Buffer.from(chunk).toString()).slice(0, 99)
  t.match(text, /^:\n\nid: evt_1\nevent: deposit.settled\ndata: xxx/)
  t.ok(seen.ended)
})

test('who leaves before the stream has begun keeps no place', async t => {
  const [asked, left] = [Promise.withResolvers<undefined>(), Promise.withResolvers<undefined>()]
  let ended = false
  async function* quiet(over: AbortSignal): AsyncGenerator<readonly Told[], void> {
    try {
      if (!over.aborted) await once(over, 'abort')
      yield []
    } finally {
      ended = true
    }
  }
  const follow = async (_a: unknown, _b: unknown, over: AbortSignal) => {
    asked.resolve(undefined)
    // The database takes its time, and the reader goes.
    await left.promise
    return quiet(over)
  }
  const port = await serve(t, follow, async () => Promise.resolve(), 10_000, left.resolve)
  const socket = connect(port, '127.0.0.1')
  socket.write('GET /events HTTP/1.1\r\nhost: a\r\n\r\n')
  await asked.promise
  socket.destroy()
  t.equal(await until(() => ended || undefined), true)
})
