// Issue 16, found by the fuzzer: a statement as CSV broke off where its cursor was wrong; the
// document kept quiet about refusals that every route without a body may answer with; a HEAD of
// the event stream was never answered, nor what was too long as a problem document; a webhook that
// was removed while it was tested gave 500, and kept all events from being sent.
import { connect } from 'node:net'
import { text } from 'node:stream/consumers'
import pg from 'pg'
import { test } from 'tap'
import document from '../../openapi/v1.json' with { type: 'json' }
import { AppError } from '../../src/core/errors.ts'
import type { Id } from '../../src/core/ids.ts'
import type { Page } from '../../src/core/page.ts'
import { ask, gateway, secretOf } from '../http/fixtures/gateway.ts'
import { judging } from '../http/harness/fuzz/judge.ts'
import { receiver, telling } from '../notify/harness/telling.ts'
import { until } from '../e2e/harness/until.ts'

test('a statement as CSV is refused before it begins, or not at all', async t => {
  const app = await gateway(t, {
    statement: async (_who: unknown, _type: unknown, { cursor }: Page) => {
      if (cursor === undefined) return Promise.resolve({ data: [], nextCursor: undefined })
      throw new AppError('invalid_request', 'no', [{ pointer: '/cursor', detail: 'no' }])
    }
  })
  const refused = await ask(app, { url: '/v1/transactions?format=csv&cursor=x' })
  t.equal(refused.statusCode, 400)
  t.match(refused.headers, { 'content-type': /^application\/problem\+json/ })
  t.notOk(refused.headers['content-disposition'])
  t.match(refused.json(), { code: 'invalid_request', errors: [{ pointer: '/query/cursor' }] })
  t.match(await ask(app, { url: '/v1/transactions?format=csv' }), { statusCode: 200 })
})

test('a body that nobody asked for is refused as the document says', async t => {
  const app = await gateway(t)
  const judge = judging(document)
  for (const [path, operations] of Object.entries(document.paths)) {
    for (const method of Object.keys(operations).filter(one => one !== 'get')) {
      for (const body of ['x', 'x'.repeat(70_000)]) {
        const answer = await ask(app, {
          method: method.toUpperCase() as 'POST',
          url: path.replaceAll(/\{\w+\}/g, 'x'),
          headers: { 'content-type': body === 'x' ? 'text/plain' : 'application/json' },
          body
        })
        const seen = {
          status: answer.statusCode,
          type: String(answer.headers['content-type']).split(';', 1).join(),
          text: answer.body
        }
        t.equal(judge(`${method.toUpperCase()} ${path}`, seen), undefined, `${method} ${path}`)
      }
    }
  }
})

test('a stream of events has no head to ask for', async t => {
  const app = await gateway(t)
  const headers = { authorization: `Bearer ${secretOf('account:read')}` }
  const answer = await app.inject({ method: 'HEAD', url: '/v1/events', headers })
  t.match(answer, { statusCode: 405, headers: { allow: 'GET' } })
})

test('what Node cannot read is refused as anything else is', async t => {
  const app = await gateway(t)
  const at = new URL(await app.listen({ port: 0, host: '127.0.0.1' }))
  const send = async (request: string): Promise<readonly string[]> => {
    const socket = connect(Number(at.port), at.hostname)
    socket.write(request)
    return (await text(socket)).split('\r\n\r\n')
  }
  const long = `GET /v1/account?${'x'.repeat(20_000)} HTTP/1.1\r\nhost: ${at.host}\r\n\r\n`
  for (const request of [long, 'GET\r\n\r\n', 'GET / HTTP/1.1\r\na b: c\r\n\r\n']) {
    const [head = '', body = ''] = await send(request)
    t.match(head, /^HTTP\/1.1 400 Bad Request\r\ncontent-type: application\/problem\+json/)
    t.match(JSON.parse(body), { code: 'invalid_request', errors: [] })
  }
})

test("a webhook that is removed at this moment is gone, and in nobody's way", async t => {
  const { gateway: open, give, user, url, sql } = await telling(t)
  const [ann, bob, shop] = [await user(1_000), await user(), await receiver(t)]
  const a = open()
  const hook = async () => a.hooks.create(bob, { url: shop.url, events: undefined })
  const [first, second] = [await hook(), await hook()]
  await hook()
  const client = new pg.Client(url)
  await client.connect()
  t.teardown(async () => client.end())
  async function whileRemoved<T>(id: Id, work: () => Promise<T>): Promise<T> {
    await client.query('begin')
    await client.query('delete from webhook where id = $1', [id])
    const working = work()
    working.catch(() => undefined)
    const waits = `select from pg_stat_activity
      where wait_event_type = 'Lock' and datname = current_database()`
    await until(async () => ((await sql(waits)).length > 0 ? true : undefined))
    await client.query('commit')
    return working
  }
  t.equal(await whileRemoved(first.id, async () => a.hooks.test(bob, first.id)), undefined)
  await give(ann, bob)
  await whileRemoved(second.id, async () => a.step())
  t.equal(shop.posts.length, 1, 'the one that is left is told')
})

test('an answer that the document does not know is complained of', t => {
  const judge = judging(document)
  const said = (status: number, body: unknown, type = 'application/json') =>
    judge('GET /v1/account', { status, type, text: JSON.stringify(body) })
  const account = { id: 'acc_1', name: 'a', balance_msat: 1, held_msat: 0, created_at: AT }
  t.equal(said(200, account), undefined)
  t.match(said(200, { ...account, balance_msat: '1' }), /balance_msat must be integer/)
  t.match(said(200, { ...account, created_at: 'now' }), /date-time/)
  t.match(said(200, account, 'text/html'), /type text\/html/)
  t.match(said(418, account), /418 is not in the document/)
  t.match(said(500, {}), /answers 500/)
  t.match(said(502, { code: 'internal' }), /answers 502/)
  t.match(said(403, { code: 'insufficient_balance' }, 'application/problem+json'), /required|code/)
  t.end()
})
const AT = '2026-11-02T10:00:00.000Z'
