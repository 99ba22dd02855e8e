// Issue 16, found by the fuzzer: a statement as CSV broke off where its cursor was wrong, and the
// document kept quiet about refusals that every route without a body may answer with.
import { test } from 'tap'
import document from '../../openapi/v1.json' with { type: 'json' }
import { AppError } from '../../src/core/errors.ts'
import type { Page } from '../../src/core/page.ts'
import { ask, gateway } from '../http/fixtures/gateway.ts'
import { judging } from '../http/harness/fuzz/judge.ts'

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
