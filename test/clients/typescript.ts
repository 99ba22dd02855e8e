// The client as it is published: its types are those of the document, it builds, and under it a
// wish is carried out once, whatever happens on the way.
import { execFile } from 'node:child_process'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { promisify } from 'node:util'
import { test } from 'tap'
import type * as Client from '../../clients/typescript/client.ts'
import client from '../../clients/typescript/package.json' with { type: 'json' }
import packageJson from '../../package.json' with { type: 'json' }
import { LNSMS, place } from '../e2e/harness/place.ts'
import { composed } from '../e2e/harness/composed.ts'
import { balance, faults, invoice, texts } from '../e2e/harness/money.ts'
import { ROOT } from '../harness/house/root.ts'

const run = promisify(execFile)
const installed = (name: string): string => join(ROOT, 'node_modules/.bin', name)

test('its types are what the document says', async t => {
  const generated = ['openapi/v1.json', '-o', 'clients/typescript/v1.ts', '--check']
  await t.resolves(run(installed('openapi-typescript'), generated, { cwd: ROOT }))
  t.equal(client.version, packageJson.version)
  t.equal(client.dependencies['openapi-fetch'], packageJson.devDependencies['openapi-fetch'])
})

test('as it is built, it carries a wish to its end once', async t => {
  const outDir = t.testdir()
  await run(installed('tsc'), ['-p', 'clients/typescript', '--outDir', outDir], { cwd: ROOT })
  const built = pathToFileURL(join(outDir, 'client.js')).href
  const { connect, Refused } = (await import(built)) as typeof Client
  const g = await composed(t, await place(t), LNSMS)
  const seen: string[] = []
  let lost = 0
  /** Nothing waits at the gateway, and the first answer of each wish never arrives. */
  const lossy = async (request: Request): Promise<Response> => {
    if (request.method !== 'POST') return fetch(request)
    const key = request.headers.get('idempotency-key') ?? ''
    request.headers.set('prefer', 'wait=0')
    const answer = await fetch(request)
    const isFirst = !seen.includes(key)
    seen.push(key)
    if (!isFirst) return answer
    lost += 1
    throw new TypeError('the connection was cut')
  }
  const gateway = connect({ url: g.url, key: g.key, fetch: lossy })
  const before = await balance(g)

  await faults(g, { is: 'stall', ms: 700, then: 'settle' })
  const paid = await gateway.pay({ destination: await invoice(g, 20_000) })
  t.match(paid, { status: 'succeeded', amount_msat: 20_000 })
  const bought = await gateway.buy('lnsms', {
    input: { number: '+19876543210', text: 'by the client' },
    max_total_msat: 1_000_000
  })
  t.match(bought, { status: 'delivered', delivery: { state: 'ready' } })
  t.same(await texts(g), ['by the client'], 'once, though it was sent twice')
  const { id } = await gateway.transfer({ to: 'telegram:1000000001', amount_msat: 1_000 })
  const deposit = await gateway.deposit({ amount_msat: 3_000 })
  await g.ask('POST', '/sandbox/wallet/pay', { bolt11: deposit.bolt11 })
  t.match(await gateway.ended(deposit), { status: 'settled', received_msat: 3_000 })
  t.equal(lost, 4)
  t.equal(seen.length, 8)
  t.equal(new Set(seen).size, 4, 'each was repeated under its own key')
  const spent = paid.amount_msat + Number(paid.fee_msat) + bought.amount_msat
  t.same(await balance(g), {
    balance:
      before.balance - spent - Number(bought.fee_msat) - bought.surcharge_msat - 1_000 + 3_000,
    held: 0
  })

  const refused = await gateway
    .pay({ destination: 'lnbcrt1nothing' })
    .catch((error: unknown) => error)
  t.ok(refused instanceof Refused)
  t.match(refused, { problem: { code: 'invoice_invalid', status: 422 } })
  const { data } = await gateway.api.GET('/v1/transfers/{id}', { params: { path: { id } } })
  t.match(data, { status: 'claimable', amount_msat: 1_000 })

  await faults(g, { is: 'stall', ms: 60_000, then: 'settle' })
  const over = new AbortController()
  const waiting = gateway.pay({ destination: await invoice(g, 5_000) }, { signal: over.signal })
  setTimeout(() => over.abort(new Error('enough')), 1_500)
  await t.rejects(waiting, { message: 'enough' }, 'and whoever waits may stop')
  await g.close()
})
