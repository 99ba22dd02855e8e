import { createHash } from 'node:crypto'
import { once } from 'node:events'
import { cp } from 'node:fs/promises'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import { text } from 'node:stream/consumers'
import { fileURLToPath } from 'node:url'
import { test, type Test } from 'tap'
import { clock } from '../../src/core/clock.ts'
import { msat } from '../../src/core/msat.ts'
import { openLApps, type LApps } from '../../src/lapps/registry.ts'
import { ANY, PUBLIC } from '../../src/net/decide.ts'
import { guardedFetch } from '../../src/net/fetch.ts'
import { bySystem } from '../../src/net/resolve.ts'

const FOLDER = fileURLToPath(new URL('../../lapps/lnsms/', import.meta.url))
const INPUT = { number: '+19876543210', text: 'hello from outside & over = there' }
const PREIMAGE = 'ab'.repeat(32)
const HASH = createHash('sha256').update(Buffer.from(PREIMAGE, 'hex')).digest('hex')
const BOLT11 = 'lnbcrt7u1pexample'

type Said = { readonly status: number; readonly type?: string; readonly body?: string }
type Asked = {
  readonly line: string
  readonly type: string
  readonly accept: string
  readonly body: string
}

/**
 * Speaks the service's wire: the two addresses,
 * and what the row says of the one that is asked.
 */
async function serve(t: Test, said: Said, asked: Asked[] = []): Promise<string> {
  const answer = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    const { method = '', url = '', headers } = request
    const line = `${method} ${url}`
    const body = await text(request)
    asked.push({ line, type: headers['content-type'] ?? '', accept: headers.accept ?? '', body })
    const known = line === 'POST /invoice' || line === `GET /invoice/${HASH}/wait`
    const { status, type = 'application/json', body: out } = known ? said : { status: 404 }
    response.writeHead(status, { 'content-type': type }).end(out)
  }
  const server = createServer((request, response) => void answer(request, response))
  await once(server.listen(0, '127.0.0.1'), 'listening')
  t.teardown(() => server.close())
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`
}

/** It alone: the others would each be a process more. */
async function open(t: Test, url: string): Promise<LApps> {
  const folder = t.testdir({})
  await cp(FOLDER, join(folder, 'lnsms'), { recursive: true })
  const named = guardedFetch({ rules: PUBLIC, resolve: bySystem })
  const chosen = guardedFetch({ rules: ANY, resolve: bySystem })
  const silent = { debug: () => 0, info: () => 0, warn: () => 0, error: () => 0 }
  const lapps = await openLApps({
    folder,
    variables: { LAPP_LNSMS_URL: url },
    clients: { named: named.fetch, chosen: chosen.fetch },
    log: silent,
    clock
  })
  t.teardown(async () => {
    lapps.close()
    await Promise.all([named.close(), chosen.close()])
  })
  return lapps
}

const order = { key: 'key', input: INPUT, msatMax: msat(5_000_000n), locale: 'en' }

test('the catalogue shows lnsms as it can be bought', async t => {
  const lapps = await open(t, 'http://127.0.0.1:1')
  const card = lapps.find('lnsms')
  t.match(card, { status: 'active', hasQuote: false, delivers: true })
  for (const example of card?.manifest.examples ?? []) t.match(card?.read(example), { is: 'ok' })
  t.match(card?.manifest.examples[0], { number: '+19876543210' })
  const wrong = { number: '0987', text: 'x' }
  t.match(card?.read(wrong), { is: 'invalid', error: { pointer: '/input/number' } })
  t.match(card?.read({ ...INPUT, text: 'x'.repeat(161) }), { is: 'invalid' })
})

test('an invoice is asked for by a form, and taken as JSON or as plain text', async t => {
  const sold = JSON.stringify({ id: HASH, payreq: BOLT11, msatoshi: 700_000, expires_at: 1 })
  const ways: Said[] = [
    { status: 201, body: sold },
    { status: 201, type: 'text/plain', body: `${BOLT11}\n` }
  ]
  for (const said of ways) {
    const asked: Asked[] = []
    const lapps = await open(t, await serve(t, said, asked))
    const answer = await lapps.ask('lnsms', 'invoice', { order })
    t.match(answer, { is: 'ok', value: { bolt11: BOLT11 } })
    t.equal(asked.length, 1)
    t.match(asked[0], { line: 'POST /invoice', accept: 'application/json' })
    t.match(asked[0]?.type, /^application\/x-www-form-urlencoded/)
    t.same(Object.fromEntries(new URLSearchParams(asked[0]?.body)), INPUT)
  }
})

test('a 400 is the no of the service, in its own words; all else is its failure', async t => {
  const invoice = async (said: Said): Promise<unknown> =>
    (await open(t, await serve(t, said))).ask('lnsms', 'invoice', { order })
  const no = await invoice({ status: 400, body: '{"message":"Not to that country."}' })
  t.same(no, { is: 'refused', code: 'invalid', message: 'Not to that country.' })
  t.match(await invoice({ status: 400, body: '' }), { is: 'refused', code: 'invalid' })
  const failures: Said[] = [
    { status: 500, body: 'oops' },
    { status: 200, body: BOLT11 },
    { status: 201, body: '<html></html>' },
    { status: 201, body: '{"payreq":7}' },
    { status: 201, body: '{"payreq":' },
    { status: 201, body: '' },
    { status: 302 }
  ]
  for (const said of failures) {
    const answer = await invoice(said)
    t.match(answer, { is: 'unavailable', because: 'upstream' }, JSON.stringify(said))
  }
})

test('the delivery is asked by the payment hash until 202, and ended by 404 or 410', async t => {
  const paid = { bolt11: BOLT11, preimage: PREIMAGE, reference: undefined }
  const cases: [number, object][] = [
    [202, { state: 'ready', output: {} }],
    [402, { state: 'later' }],
    [408, { state: 'later' }],
    [500, { state: 'later' }],
    [404, { state: 'failed', reason: /does not know/ }],
    [410, { state: 'failed' }]
  ]
  for (const [status, value] of cases) {
    const asked: Asked[] = []
    const lapps = await open(t, await serve(t, { status, body: '{}' }, asked))
    const answer = await lapps.ask('lnsms', 'deliver', { order, paid })
    t.match(answer, { is: 'ok', value }, String(status))
    t.equal(asked.length, 1, 'asked once')
  }
  const nobody = await open(t, 'http://127.0.0.1:1')
  const answer = await nobody.ask('lnsms', 'deliver', { order, paid })
  t.match(answer, { is: 'ok', value: { state: 'later' } }, 'what is unreachable may be back')
})
