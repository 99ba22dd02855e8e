// A gateway as `npm start` runs it, in this process and with its
// log caught: what an operator sees of it, and what nobody may.
import { connect } from 'node:net'
import { text as textOf } from 'node:stream/consumers'
import { test, type Test } from 'tap'
import { compose } from '../../src/app/compose.ts'
import { readConfig } from '../../src/config.ts'
import { newId, parse, showId } from '../../src/core/ids.ts'
import type { Step } from '../../src/core/step.ts'
import { openLog } from '../../src/app/log.ts'
import { setFrozen } from '../../src/operate/freeze.ts'
import { askForFence, resolvePayment } from '../../src/operate/resolve-payment.ts'
import { PaymentEntity } from '../../src/payment/entity.ts'
import { paymentRows } from '../../src/payment/rows.ts'
import { openOrm } from '../../src/db/orm.ts'
import { audit } from '../../src/ledger/audit.ts'
import { committer } from '../../src/ledger/commit.ts'
import { clightning } from '../../src/lightning/clightning.ts'
import { unixSocket } from '../../src/lightning/socket.ts'
import { createDatabase } from '../harness/database.ts'
import { sandboxHere } from '../harness/sandbox-here.ts'
import { ask as sql } from '../harness/sql.ts'
import { freePort } from '../e2e/harness/place.ts'
import { until } from '../e2e/harness/until.ts'
import { shortFolder } from '../sandbox/fixtures/node.ts'

type Answer = {
  readonly status: number
  readonly text: string
  readonly headers: Headers
  readonly body: Readonly<Record<string, unknown>>
}

const LAPP_SECRET = 'canary-of-a-lapp'

async function start(t: Test) {
  const databaseUrl = await createDatabase(t)
  const metricsPort = await freePort()
  const place = { PORT: '0', DATA_DIR: shortFolder(t), DATABASE_URL: databaseUrl, LAPPS: 'lnsms' }
  const more = { LAPP_LNSMS_TOKEN: LAPP_SECRET, METRICS_PORT: String(metricsPort) }
  const config = readConfig({ ...place, ...more, LOG_LEVEL: 'trace' }, ['LAPP_LNSMS_TOKEN'])
  const lines: string[] = []
  const log = openLog(config, { write: line => void lines.push(line) })
  /** What the next payment waits for once it is held. */
  const gates: { afterHold: (() => Promise<undefined>) | undefined } = { afterHold: undefined }
  const step: Step = async (name, run) => {
    const done = await run()
    if (name !== 'payment.hold') return done
    const gate = gates.afterHold
    gates.afterHold = undefined
    await gate?.()
    return done
  }
  const gateway = await compose(config, log, { step, startSandbox: sandboxHere })
  t.teardown(gateway.close)
  const key = gateway.sandbox?.api_key ?? ''
  const seen: string[] = []
  let count = 0
  const ask = async (
    method: 'GET' | 'POST',
    path: string,
    body?: object,
    headers: Readonly<Record<string, string>> = {}
  ): Promise<Answer> => {
    const answer = await fetch(gateway.url + path, {
      method,
      headers: {
        authorization: `Bearer ${key}`,
        'idempotency-key': `test-${(count += 1)}`,
        ...(body !== undefined && { 'content-type': 'application/json' }),
        ...headers
      },
      ...(body !== undefined && { body: JSON.stringify(body) })
    })
    const text = await answer.text()
    if (answer.status >= 400 || path === '/metrics') seen.push(text)
    const isJson = answer.headers.get('content-type')?.includes('json') === true
    const json = isJson ? (JSON.parse(text) as Answer['body']) : {}
    return { status: answer.status, text, headers: answer.headers, body: json }
  }
  const invoice = async (amount: number): Promise<string> =>
    String((await ask('POST', '/sandbox/wallet/invoice', { amount_msat: amount })).body['bolt11'])
  return { gateway, metricsPort, gates, databaseUrl, lines, seen, ask, invoice, key }
}

test('what an operator sees, and what nobody may', async t => {
  const { gateway, metricsPort, gates, databaseUrl, lines, seen, ask, invoice, key } =
    await start(t)
  const preimages: string[] = []
  const ended = (path: string): Promise<Answer['body']> =>
    until(async () => {
      const { body } = await ask('GET', path)
      return body['status'] === 'pending' ? undefined : body
    })

  await t.test('a name leads from the request to the end of its payment', async t => {
    const destination = await invoice(5_000)
    const named = { 'x-request-id': 'name-of-a-wish' }
    const paid = await ask('POST', '/v1/payments', { destination }, named)
    t.match(paid, { status: 201, body: { status: 'succeeded' } })
    t.equal(paid.headers.get('x-request-id'), 'name-of-a-wish')
    preimages.push(String(paid.body['preimage']))
    const hash = String(paid.body['payment_hash'])
    const rows = await sql(databaseUrl, `select trace from payment where payment_hash = '${hash}'`)
    t.same(rows, [['name-of-a-wish']])
    const logged = lines.map(line => JSON.parse(line) as Record<string, unknown>)
    const its = logged.filter(line => line['trace'] === 'name-of-a-wish').map(line => line['msg'])
    for (const said of ['a payment is sent', 'a payment has ended', 'answered'])
      t.ok(its.includes(said), said)
    const parent = { traceparent: `00-${'ab'.repeat(16)}-${'cd'.repeat(8)}-01` }
    const answer = await ask('GET', '/v1/account', undefined, parent)
    t.equal(answer.headers.get('x-request-id'), 'ab'.repeat(16))
    const foul = await ask('GET', '/v1/account', undefined, { 'x-request-id': 'a b"c' })
    t.match(foul.headers.get('x-request-id'), /^[0-9a-f]{32}$/)
  })

  await t.test('metrics are for keys with admin, also from this machine', async t => {
    const admin = { authorization: `Bearer ${gateway.sandbox?.admin_key ?? ''}` }
    const text = (await ask('GET', '/metrics', undefined, admin)).text
    for (const line of [
      /^lapp_http_request_seconds_count\{method="POST",route="\/v1\/payments",status="201"\} 1$/m,
      /^lapp_transitions_total\{table="payment",state="settled"\} 1$/m,
      /^lapp_step_seconds_count\{step="payment.call",outcome="answered"\} 1$/m,
      /^lapp_payment_age_seconds_count\{state="settled"\} 1$/m,
      /^lapp_payments\{state="sent"\} 0$/m,
      /^lapp_ledger_batch_units_count [1-9]/m,
      /^lapp_node_liquidity_msat\{direction="outbound"\} [1-9]/m,
      /^lapp_liabilities_msat [1-9]/m,
      /^lapp_deposits_behind 0$/m,
      /^lapp_node_turns\{class="waiting"\} 0$/m,
      /^lapp_frozen 0$/m,
      /^process_cpu_seconds_total /m
    ])
      t.match(text, line)
    t.equal((await fetch(`http://127.0.0.1:${metricsPort}/metrics`)).status, 200, 'without a key')
    t.equal((await fetch(`${gateway.url}/metrics`)).status, 401)
  })

  await t.test('a page that another name led here is answered nothing', async t => {
    const asked = async (host: string): Promise<string> => {
      const line = connect(Number(new URL(gateway.url).port), '127.0.0.1')
      line.write(`GET /health/live HTTP/1.1\r\nHost: ${host}\r\nConnection: close\r\n\r\n`)
      return textOf(line)
    }
    t.match(await asked('evil.example'), /^HTTP\/1\.1 421 /)
    t.match(await asked('localhost'), /^HTTP\/1\.1 200 /)
  })

  await t.test('a freeze stops what goes out, and readiness says so', async t => {
    const orm = await openOrm({ url: databaseUrl, entities: [] })
    t.teardown(async () => orm.close())
    const { commit, close } = committer({ url: databaseUrl, log: { warn: () => undefined } })
    t.teardown(close)
    const word = { by: 'ada', reason: 'a drill' }
    t.match((await ask('GET', '/health/ready')).body, { status: 'ready' })
    const outcomes = [{ is: 'stall', ms: 3_000, then: 'settle' }]
    await ask('POST', '/sandbox/node/next-payments', { outcomes })
    const wish = async () => ({ destination: await invoice(2_000) })
    const sent = await ask('POST', '/v1/payments', await wish(), { prefer: 'wait=0' })
    t.match(sent, { status: 202 })
    const isSent = `select 1 from payment where state = 'sent'`
    await until(async () => (await sql(databaseUrl, isSent))[0])
    const [isHeld, gate] = [Promise.withResolvers<undefined>(), Promise.withResolvers<undefined>()]
    gates.afterHold = () => (isHeld.resolve(undefined), gate.promise)
    const opening = ask('POST', '/v1/payments', await wish(), { prefer: 'wait=0' })
    await isHeld.promise
    await setFrozen(true, word, { em: orm.em, commit })
    const destination = await invoice(1_000)
    let answer = await ask('GET', '/v1/account')
    const soon = { prefer: 'wait=0' }
    while (answer.body['code'] !== 'frozen')
      answer = await ask('POST', '/v1/payments', { destination: await invoice(1_000) }, soon)
    const held = (await ask('GET', '/v1/account')).body['held_msat']
    t.match(answer, { status: 503, body: { code: 'frozen', detail: /a drill/ } })
    const input = { number: '+19876543210', text: 'hello' }
    t.match(await ask('POST', '/v1/lapps/lnsms/purchases', { input }), {
      status: 503,
      body: { code: 'frozen' }
    })
    const after = (await ask('GET', '/v1/account')).body['held_msat']
    t.ok(Number(after) <= Number(held), 'nothing more is held')
    gate.resolve(undefined)
    const waiting = `/v1/payments/${String((await opening).body['id'])}`
    const going = `/v1/payments/${String(sent.body['id'])}`
    const end = await ended(going)
    t.match(end, { status: 'succeeded' }, 'what was sent goes on to its end')
    preimages.push(String(end['preimage']))
    t.match((await ask('GET', waiting)).body, { status: 'pending' }, 'what is held waits')
    const deposit = await ask('POST', '/v1/deposits', { amount_msat: 1_000 })
    t.equal(deposit.status, 201, 'what comes in is not frozen')
    await setFrozen(false, { ...word, reason: 'over' }, { em: orm.em, commit })
    while (answer.status === 503) answer = await ask('POST', '/v1/payments', { destination })
    t.match(answer, { status: 201, body: { status: 'succeeded' } })
    t.match(await ended(waiting), { status: 'succeeded' }, 'and goes on when the freeze is over')
    preimages.push(String(answer.body['preimage']))
    await until(async () => (await ask('GET', '/v1/account')).body['held_msat'] === 0 || undefined)
  })

  await t.test('a phantom is ended under a gateway that lives, and its payer is told', async t => {
    await ask('POST', '/sandbox/node/next-payments', { outcomes: [{ is: 'phantom' }] })
    const before = (await ask('GET', '/v1/account')).body['balance_msat']
    const wish = { destination: await invoice(1_000) }
    const open = await ask('POST', '/v1/payments', wish, { prefer: 'wait=0' })
    t.match(open, { status: 202, body: { status: 'pending' } })
    const id = parse('pay', String(open.body['id'])) ?? newId()
    const hour = `dispatched_at = now() - interval '1 hour'`
    const age = `update payment set ${hour} where id = '${id}' and state = 'sent' returning id`
    await until(async () => (await sql(databaseUrl, age))[0])
    const orm = await openOrm({ url: databaseUrl, entities: [PaymentEntity] })
    t.teardown(async () => orm.close())
    const { commit, close } = committer({ url: databaseUrl, log: { warn: () => undefined } })
    t.teardown(close)
    const node = clightning(unixSocket(gateway.sandbox?.lightning_rpc ?? ''))
    t.teardown(async () => node.close())
    const deps = { rows: paymentRows(orm.em), node, commit, newId }
    const word = { by: 'ada', reason: 'nothing of it is out' }
    await t.rejects(resolvePayment(id, 'failed', word, deps), { message: /may still be at work/ })
    await askForFence(id, word, deps)
    await until(async () => (await deps.rows.isFenced(id)) || undefined)
    t.match(await resolvePayment(id, 'failed', word, deps), { state: 'released' })
    t.match(await ask('GET', `/v1/payments/${showId('pay', id)}`), {
      body: { status: 'failed', error: { code: 'node_error' } }
    })
    t.match((await ask('GET', '/v1/account')).body, { balance_msat: before, held_msat: 0 })
    t.same(await audit(orm.em), [])
  })

  await t.test('no secret is in the log, in an error or in the metrics', async t => {
    const input = { number: '+19876543210', text: 'hello' }
    const bought = await ask('POST', '/v1/lapps/lnsms/purchases', { input })
    t.match(bought.body, { status: 'delivered' })
    preimages.push(String(bought.body['preimage']))
    const outcomes = [{ is: 'fail', code: 203 }]
    await ask('POST', '/sandbox/node/next-payments', { outcomes })
    await ask('POST', '/v1/payments', { destination: await invoice(1_000) })
    const made = await ask('POST', '/v1/api-keys', { name: 'k', scopes: ['account:read'] })
    const [own, admin] = [String(made.body['key']), gateway.sandbox?.admin_key ?? '']
    const wrong = 'lgk_00000000_canary-of-a-wrong-key'
    for (const secret of [wrong, own, key])
      for (const path of ['/v1/account', '/v1/payments', `/v1/payments/${secret}`])
        for (const body of [undefined, { destination: secret, x: preimages[0] }]) {
          const authorization = `Bearer ${secret}`
          const method = body === undefined ? 'GET' : 'POST'
          await ask(method, path, body, { authorization, 'x-request-id': secret })
        }
    await ask('GET', '/metrics', undefined, { authorization: `Bearer ${admin}` })
    const error = new Error(
      `connect ${databaseUrl} failed for {"preimage":"${preimages[0] ?? ''}"}`
    )
    const said = lines.length
    const log = openLog(
      { logLevel: 'trace', databaseUrl, lapps: { LAPP_X_TOKEN: LAPP_SECRET } },
      { write: line => void lines.push(line) }
    )
    log.error({ error, headers: { authorization: `Bearer ${own}` } }, `with ${LAPP_SECRET}`)
    t.match(lines.slice(said), [/connect postgres:.*\[secret\]/])
    const all = [...lines, ...seen].join('\n')
    const { password } = new URL(databaseUrl)
    const secrets = { own, admin, key, wrong, LAPP_SECRET, password }
    for (const [name, secret] of [...Object.entries(secrets), ...Object.entries(preimages)]) {
      t.ok(secret.length > 5 && !all.includes(secret), `${name} is nowhere`)
    }
  })
})
