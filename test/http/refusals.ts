// What cannot be read, in all the ways that frameworks have let through: either checked or refused.
import { test } from 'tap'
import { ERRORS, AppError, type ErrorCode } from '../../src/core/errors.ts'
import { showId } from '../../src/core/ids.ts'
import { ask, gateway, rooms, STRANGER } from './fixtures/gateway.ts'

const url = '/v1/transfers'
const GOOD = { to: showId('acc', STRANGER), amount_msat: 1 }
const BAD = { ...GOOD, amount_msat: -1 }

test('amounts are integers from 1 to 2^53 - 1, and nothing that looks like one', async t => {
  const app = await gateway(t)
  const send = async (amount: string) =>
    ask(app, { method: 'POST', url, body: `{"to":"${GOOD.to}","amount_msat":${amount}}` })
  for (const good of ['1', '9007199254740991']) t.equal((await send(good)).statusCode, 201, good)
  const bad =
    '0 -1 -0 0.5 1.5 1.0 1e3 1e400 9007199254740992 9007199254740993 "1" null true [] {} [1]'
  for (const amount of bad.split(' ')) t.equal((await send(amount)).statusCode, 400, amount)
  const refused = await send('1.5')
  t.match(refused.json(), {
    code: 'invalid_request',
    errors: [{ pointer: '/amount_msat', detail: /integer from 1 to 9007199254740991/ }]
  })
})

test('a refusal points at the field, and says what would be right', async t => {
  const app = await gateway(t)
  const cases: readonly (readonly [unknown, string, RegExp])[] = [
    [{ amount_msat: 1 }, '/to', /is missing/],
    [{ ...GOOD, 'a/b~c': 1 }, '/a~1b~0c', /no such field/],
    [{ ...GOOD, to: 'bob' }, '/to', /acc_…/],
    [{ ...GOOD, memo: 'x'.repeat(640) }, '/memo', /639/],
    [[], '', /object/]
  ]
  for (const [body, pointer, detail] of cases) {
    const refused = await ask(app, { method: 'POST', url, body })
    t.match(refused.json(), { code: 'invalid_request', errors: [{ pointer, detail }] }, pointer)
  }
  const batch = { transfers: [GOOD, BAD] }
  const refused = await ask(app, { method: 'POST', url: `${url}/batch`, body: batch })
  t.match(refused.json(), { errors: [{ pointer: '/transfers/1/amount_msat' }] })
})

test('a body is checked whatever its type is called, or refused', async t => {
  const app = await gateway(t)
  const types = [
    ...[
      'application/json',
      'application/json;charset=utf-8',
      'APPLICATION/JSON',
      ' application/json '
    ],
    ...['application/json; charset=utf-16', 'application/json;', 'application/json,text/plain'],
    ...['application/json\t;x=1', 'application/json x', 'application/jsonx', 'xapplication/json'],
    ...['application/problem+json', 'text/json', 'text/plain', 'text/html', 'multipart/form-data'],
    ...['application/x-www-form-urlencoded', 'application', '/', '*/*', 'json', '"', ';', 'a/b/c'],
    ...['application/json;a="b', 'application/json;a=b;a=c', 'application/jso', 'application//json']
  ]
  for (const type of types) {
    const headers = { 'content-type': type }
    const refused = await ask(app, { method: 'POST', url, body: BAD, headers })
    t.ok([400, 415].includes(refused.statusCode), `${type} → ${refused.statusCode}`)
    t.match(refused.headers['content-type'], /^application\/problem\+json/)
  }
  const text = { 'content-type': 'text/plain' }
  const refused = await ask(app, { method: 'POST', url, body: GOOD, headers: text })
  t.match(refused.json(), { status: 415, code: 'unsupported_media_type' })
})

test('a body has at most 64 KB, a batch a megabyte', async t => {
  const app = await gateway(t)
  const large = `{"to":"${' '.repeat(65_536)}"}`
  const refused = await ask(app, { method: 'POST', url, body: large })
  t.match(refused.json(), { status: 413, code: 'payload_too_large' })
  const transfers = Array.from({ length: 1000 }, () => ({ ...GOOD, memo: 'x'.repeat(300) }))
  const batch = await ask(app, { method: 'POST', url: `${url}/batch`, body: { transfers } })
  t.equal(batch.statusCode, 200)
  const more = { transfers: [...transfers, GOOD] }
  t.equal((await ask(app, { method: 'POST', url: `${url}/batch`, body: more })).statusCode, 400)
})

test('a path that is served by another method says which; others are not found', async t => {
  const app = await gateway(t)
  const put = await ask(app, { method: 'PUT', url })
  t.match(put.json(), { status: 405, code: 'method_not_allowed' })
  t.equal(put.headers['allow'], 'GET, HEAD, POST')
  t.equal(
    (await ask(app, { method: 'PUT', url: '/v1/payments?x' })).headers['allow'],
    'GET, HEAD, POST'
  )
  t.equal((await ask(app, { method: 'DELETE', url: '/v1/payments/pay_1' })).statusCode, 405)
  const batch = await ask(app, { method: 'PUT', url: '/v1/transfers/batch' })
  t.equal(batch.headers['allow'], 'POST', 'which is no transfer that one could GET')
  const searched = await app.inject({ method: 'QUERY', url: '/health/live' })
  t.match(searched.json(), { status: 405 }, 'also one that must say what it carries')
  const paths = ['/v1', '/v1/', '/v2/account', '/V1/account', '//v1/account', '/v1/payments/a/b']
  for (const path of [...paths, `/v1/payments/${'a'.repeat(101)}`, '/sandbox/wallet/pay']) {
    t.match((await ask(app, { url: path })).json(), { status: 404, code: 'not_found' }, path)
  }
  t.equal((await ask(app, { url: '/v1/%E0%A4%A' })).statusCode, 400)
})

test('every code of the table is answered with its status and nothing else', async t => {
  for (const code of Object.keys(ERRORS) as ErrorCode[]) {
    const field = { pointer: '/to', detail: 'why' }
    const send = () => Promise.reject(new AppError(code, 'what helps', [field], new Error('inner')))
    const app = await gateway(t, { transfers: { ...rooms.transfers, send } })
    const refused = await ask(app, { method: 'POST', url, body: GOOD })
    const { status, title } = ERRORS[code]
    t.equal(refused.statusCode, status)
    t.strictSame(refused.json(), {
      type: `urn:lapp-gateway:error:${code}`,
      title,
      status,
      code,
      detail: 'what helps',
      errors: [field]
    })
  }
})

test('what nobody foresaw says nothing outside', async t => {
  const strange = [
    new Error('password=hunter2'),
    Object.assign(new Error('hunter2'), { statusCode: 400, code: 'SOME_LIBRARY' }),
    Object.assign(new Error('hunter2'), { validation: [], statusCode: 418 })
  ]
  for (const thrown of strange) {
    const send = () => Promise.reject(thrown)
    const app = await gateway(t, { transfers: { ...rooms.transfers, send } })
    const refused = await ask(app, { method: 'POST', url, body: GOOD })
    t.match(refused.json(), { status: 500, code: 'internal', errors: [] })
    t.notMatch(refused.body, /hunter2/)
  }
})
