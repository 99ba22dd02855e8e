// Buying without an account, over gateways as they run: by hand in both dialects, and by paid-url.
import { createHash } from 'node:crypto'
import { test } from 'tap'
import { ECHO_AND_LNSMS, LNSMS, place } from '../e2e/harness/place.ts'
import { composed } from '../e2e/harness/composed.ts'
import type { Gateway } from '../e2e/harness/asking.ts'
import { cli } from '../e2e/harness/cli.ts'
import { texts } from '../e2e/harness/money.ts'

const SMS = { number: '+19876543210', text: 'without an account' }

type Said = {
  readonly status: number
  readonly body: Readonly<Record<string, unknown>>
  readonly headers: Headers
}

const post = async (
  g: Gateway,
  lapp: string,
  input: object,
  authorization?: string
): Promise<Said> => {
  const answer = await fetch(`${g.url}/paid/${lapp}`, {
    method: 'POST',
    headers: {
      'content-type': 'application/json',
      prefer: 'wait=30',
      ...(authorization !== undefined && { authorization })
    },
    body: JSON.stringify({ input })
  })
  const body = (await answer.json()) as Said['body']
  return { status: answer.status, body, headers: answer.headers }
}

/** What an outside wallet pays, and its proof. */
async function paidFor(g: Gateway, asked: Said): Promise<{ token: string; preimage: string }> {
  const bolt11 = asked.body['invoice']
  const { body } = await g.ask('POST', '/sandbox/wallet/pay', { bolt11 })
  return { token: String(asked.body['token']), preimage: String(body['preimage']) }
}

const l402 = ({ token, preimage }: { token: string; preimage: string }, scheme = 'L402') =>
  `${scheme} ${token}:${preimage}`

test('an invoice first, and for its proof what was bought: once, for this and nothing else', async t => {
  const g = await composed(t, await place(t), ECHO_AND_LNSMS)
  const asked = await post(g, 'lnsms', SMS)
  t.match(asked, {
    status: 402,
    body: { invoice: /^lnbcrt/, price_msat: Number, payment_hash: /^[0-9a-f]{64}$/ }
  })
  t.equal(Number(asked.body['price_msat']) % 1_000, 0, 'whole sats')
  const header = asked.headers.get('www-authenticate') ?? ''
  t.ok(header.includes(`invoice="${String(asked.body['invoice'])}"`))
  t.match(header, /^L402 macaroon="[^"]+", invoice="lnbcrt[^"]+", version="0", token="[^"]+"/)
  t.match(
    header,
    /, Payment id="[^"]+", realm="[^"]+", method="lightning", intent="charge", request="/
  )
  const proof = await paidFor(g, asked)
  t.equal(
    createHash('sha256').update(Buffer.from(proof.preimage, 'hex')).digest('hex'),
    asked.body['payment_hash']
  )
  const other = await paidFor(g, await post(g, 'lnsms', { ...SMS, text: 'another' }))
  const wrong: readonly (readonly [string, string, object, number, string])[] = [
    ['for another input', l402(proof), { ...SMS, text: 'x' }, 422, 'lnsms'],
    ['of another service', l402(proof), { text: 'x' }, 422, 'echo'],
    ['with another preimage', l402({ ...proof, preimage: other.preimage }), SMS, 401, 'lnsms'],
    ['with no such token', l402({ ...proof, token: 'x' }), SMS, 401, 'lnsms']
  ]
  for (const [what, authorization, input, status, lapp] of wrong)
    t.equal((await post(g, lapp, input, authorization)).status, status, `refused ${what}`)
  t.same(
    (await texts(g)).filter(text => text === SMS.text),
    []
  )

  const all = await Promise.all(
    Array.from({ length: 5 }, async () => post(g, 'lnsms', SMS, l402(proof)))
  )
  for (const one of all)
    t.match(one, { status: 200, body: { status: 'delivered', error: null, held_msat: 0 } })
  t.match(await post(g, 'lnsms', SMS, l402(proof, 'LSAT')), {
    status: 200,
    body: all[0]?.body ?? {}
  })
  t.equal((await texts(g)).filter(text => text === SMS.text).length, 1, 'one proof, one message')
  t.ok(all[0]?.headers.get('payment-receipt'))
  t.match(await cli(g, 'audit'), { code: 0 })
})

test('the proof of MPP is as good', async t => {
  const g = await composed(t, await place(t), LNSMS)
  const asked = await post(g, 'lnsms', SMS)
  const { token, preimage } = await paidFor(g, asked)
  const header = asked.headers.get('www-authenticate') ?? ''
  const [, payment = ''] = /Payment (.+)$/.exec(header) ?? []
  const challenge = Object.fromEntries(
    [...payment.matchAll(/(\w+)="([^"]*)"/g)].map(([, name = '', value = '']) => [name, value])
  )
  t.equal(challenge['id'], token)
  t.match(JSON.parse(Buffer.from(challenge['request'] ?? '', 'base64url').toString()), {
    amount: String(Number(asked.body['price_msat']) / 1_000),
    currency: 'sat',
    methodDetails: { invoice: asked.body['invoice'], paymentHash: asked.body['payment_hash'] }
  })
  const proof = Buffer.from(JSON.stringify({ challenge, payload: { preimage } }))
  t.match(await post(g, 'lnsms', SMS, `Payment ${proof.toString('base64url')}`), {
    status: 200,
    body: { status: 'delivered' }
  })
  for (const bad of ['Payment x', 'Payment bnVsbA', 'L402 x', `L402 ${token}:abc`, 'Bearer y'])
    t.equal((await post(g, 'lnsms', SMS, bad)).status, 402, `${bad} is no proof: asked anew`)
})

test('what was paid for and cannot be bought is held under the proof', async t => {
  const g = await composed(t, await place(t), LNSMS)
  const asked = await post(g, 'lnsms', SMS)
  const proof = await paidFor(g, asked)
  await g.ask('POST', '/sandbox/node/next-payments', { outcomes: [{ is: 'fail', code: 203 }] })
  const failed = await post(g, 'lnsms', SMS, l402(proof))
  t.match(failed, {
    status: 200,
    body: { status: 'failed', error: { code: String }, held_msat: asked.body['price_msat'] }
  })
  t.match(await post(g, 'lnsms', SMS, l402(proof)), { status: 200, body: failed.body })
  t.match(await cli(g, 'audit'), { code: 0 })
})

test('unpaid invoices are capped for an address; what is sold is listed; off means not there', async t => {
  const g = await composed(t, await place(t), ECHO_AND_LNSMS)
  const statuses = await Promise.all(
    Array.from(
      { length: 25 },
      async (_, n) => (await post(g, 'lnsms', { ...SMS, text: `n${n}` })).status
    )
  )
  t.equal(statuses.filter(status => status === 402).length, 20)
  t.equal(statuses.filter(status => status === 429).length, 5)
  t.match(await post(g, 'nothing', {}), { status: 429 })
  const list = await (await fetch(`${g.url}/.well-known/l402-services`)).json()
  t.match(list, {
    services: [{ id: 'echo' }, { id: 'lnsms', method: 'POST', url: `${g.url}/paid/lnsms` }]
  })
  t.match(await (await fetch(`${g.url}/llms.txt`)).text(), /^# LApp Gateway\n[^]*\/paid\/lnsms/)
  await g.close()
  const off = await composed(t, g, { ...LNSMS, PAID_ENDPOINTS: 'false' })
  t.equal((await post(off, 'lnsms', SMS)).status, 404)
  t.equal((await fetch(`${off.url}/.well-known/l402-services`)).status, 404)
})
