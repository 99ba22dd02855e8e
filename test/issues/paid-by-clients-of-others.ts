// Others' clients of L402 could not read what is asked for; who kept a proof could buy only once.
import { createHmac } from 'node:crypto'
import { test, type Test } from 'tap'
import { msat } from '../../src/core/msat.ts'
import { challenges, readProof } from '../../src/http/wire/payment-proof.ts'
import { digestOf, newToken } from '../../src/paid/token.ts'
import type { Gateway } from '../e2e/harness/asking.ts'
import { composed } from '../e2e/harness/composed.ts'
import { texts } from '../e2e/harness/money.ts'
import { LNSMS, place } from '../e2e/harness/place.ts'

/** What these look for in `WWW-Authenticate`, letter by letter. */
const READERS = {
  'aperture 7ee3ed7, l402/client_interceptor.go': /(LSAT|L402) macaroon="(.*?)", invoice="(.*?)"/,
  'lnget c855f41, l402/header.go': /(LSAT|L402)\s+macaroon="([^"]+)",\s*invoice="([^"]+)"/i,
  'l402-requests 0.9.0, challenge.py':
    /(?:(L402)|LSAT)\s+macaroon="([^"]+)"\s*,\s*invoice="([^"]+)"/i
}

/** aperture's `PaidMacaroon`: a caveat is added, and all of it is written anew. */
function withPreimage(token: string, preimage: string): string {
  const [mac, signature] = [Buffer.from(token, 'base64').subarray(0, -35), last32(token)]
  const caveat = Buffer.from(`preimage=${preimage}`)
  return Buffer.concat([
    mac,
    Buffer.from([2, caveat.length]),
    caveat,
    Buffer.from([0, 0, 6, 32]),
    createHmac('sha256', signature).update(caveat).digest()
  ]).toString('base64')
}
const last32 = (token: string): Buffer => Buffer.from(token, 'base64').subarray(-32)

/** Both written by gopkg.in/macaroon.v2 v2.1.0, the second from what the gateway gave. */
const GIVEN =
  'AgJCAAD206uNxbtrBiAcLE/uIcBmXgxmyrulS+xluREuVHluo2Ew6YSFqi5AfpHhBrpBxolx4Km1JeXM12M8ERrvx3FfAAAGICUDdUCbdQUp8Me83Inu5Q6yAMJZgg4fQQjm/EoTFG19'
const ADDED_TO =
  'AgJCAAD206uNxbtrBiAcLE/uIcBmXgxmyrulS+xluREuVHluo2Ew6YSFqi5AfpHhBrpBxolx4Km1JeXM12M8ERrvx3FfAAJJcHJlaW1hZ2U9ZjFhYzc1NGFjZjg0Mzg5MzliOWQ4NmM4NDAzOTQyZWVhMWQyNWRjZmU0MzI0ODAyNWMyMThhYjYxOTRiMTg1MQAABiCA1WMDK2U67H2gMJYYJBPue6pRme0iwvCX1nAhuEj5BQ=='
const PREIMAGE = 'f1ac754acf8438939b9d86c8403942eea1d25dcfe43248025c218ab6194b1851'
const HASH = 'f6d3ab8dc5bb6b06201c2c4fee21c0665e0c66cabba54bec65b9112e54796ea3'

test('a token is a macaroon that names its payment, and is known with caveats that were added', t => {
  const token = newToken(bytes => Buffer.alloc(bytes, 7), HASH)
  const bytes = Buffer.from(token, 'base64')
  t.same([...bytes.subarray(0, 5)], [2, 2, 66, 0, 0], 'version 2, an identifier of version 0')
  t.equal(bytes.subarray(5, 37).toString('hex'), HASH)
  t.equal(withPreimage(GIVEN, PREIMAGE), ADDED_TO, 'this file adds as Go does')
  t.same(digestOf(ADDED_TO), digestOf(GIVEN))
  t.same(digestOf(withPreimage(token, PREIMAGE)), digestOf(token))
  t.notSame(digestOf(token), digestOf(GIVEN))
  const proof = { token: ADDED_TO, preimage: PREIMAGE }
  t.same(readProof(`L402 ${ADDED_TO}:${PREIMAGE}`), proof)
  const placed = Buffer.concat([Buffer.from([2, 1, 4]), Buffer.from('lsat'), bytes.subarray(1)])
  t.same(digestOf(placed.toString('base64')), digestOf(token), 'with a place of its own')
  for (const text of ['', 'x', 'AgJC', token.slice(0, 40), 'd7IIMylO4NMaVzbnLlwD'])
    t.equal(digestOf(text).length, 32, `${text} is no macaroon`)
  t.end()
})

const OFFERED = {
  token: GIVEN,
  bolt11: 'lnbc1invoice',
  paymentHash: HASH,
  amountMsat: msat(21_000),
  expiresAt: new Date('2026-11-02T10:00:00Z')
}

test('the network is called as draft-lightning-charge calls it', t => {
  const called = (network: string): unknown => {
    const [, header = ''] = challenges(OFFERED, { realm: 'shop.example', network })
    const [, request = ''] = /request="([^"]+)"/.exec(header) ?? []
    const said = JSON.parse(Buffer.from(request, 'base64url').toString()) as Request
    return said.methodDetails.network
  }
  type Request = { readonly methodDetails: { readonly network: unknown } }
  t.same(['bitcoin', 'signet', 'regtest'].map(called), ['mainnet', 'signet', 'regtest'])
  t.end()
})

test('a credential of MPP may be padded', t => {
  for (const id of ['a', 'ab', 'abc']) {
    const coded = Buffer.from(
      JSON.stringify({ challenge: { id }, payload: { preimage: PREIMAGE } })
    )
    const padded = coded.toString('base64').replaceAll('+', '-').replaceAll('/', '_')
    t.same(readProof(`Payment ${padded}`), { token: id, preimage: PREIMAGE })
  }
  t.end()
})

const ask = async (g: Gateway, text: string, authorization?: string) => {
  const answer = await fetch(`${g.url}/paid/lnsms`, {
    method: 'POST',
    headers: {
      'content-type': 'application/json',
      prefer: 'wait=30',
      ...(authorization !== undefined && { authorization })
    },
    body: JSON.stringify({ input: { number: '+19876543210', text } })
  })
  const body = (await answer.json()) as Readonly<Record<string, unknown>>
  return { status: answer.status, body, header: answer.headers.get('www-authenticate') ?? '' }
}

async function pay(t: Test, g: Gateway, header: string, reader: RegExp) {
  const [, , token = '', bolt11 = ''] = reader.exec(header) ?? []
  t.match(bolt11, /^lnbcrt/)
  const { body } = await g.ask('POST', '/sandbox/wallet/pay', { bolt11 })
  return { token, preimage: String(body['preimage']) }
}

test('clients of others read what is asked, and buy with what they have added to it', async t => {
  const g = await composed(t, await place(t), LNSMS)
  for (const [who, reader] of Object.entries(READERS)) {
    const { header } = await ask(g, who)
    const { token, preimage } = await pay(t, g, header, reader)
    const proof = `L402 ${withPreimage(token, preimage)}:${preimage}`
    t.match(await ask(g, who, proof), { status: 200, body: { status: 'delivered' } }, who)
  }
  t.same((await texts(g)).toSorted(), Object.keys(READERS).toSorted())
})

test('what has bought one thing is asked to pay for the next', async t => {
  const g = await composed(t, await place(t), LNSMS)
  const reader = READERS['l402-requests 0.9.0, challenge.py']
  const { token, preimage } = await pay(t, g, (await ask(g, 'first')).header, reader)
  const kept = `L402 ${token}:${preimage}`
  t.match(await ask(g, 'second', kept), { status: 422 }, 'what is paid for is not forgotten')
  t.match(await ask(g, 'first', kept), { status: 200, body: { status: 'delivered' } })
  const anew = await ask(g, 'second', kept)
  t.match(anew, { status: 402, body: { invoice: /^lnbcrt/ } })
  const next = await pay(t, g, anew.header, reader)
  t.match(await ask(g, 'second', `L402 ${next.token}:${next.preimage}`), {
    status: 200,
    body: { status: 'delivered' }
  })
  t.match(await ask(g, 'first', kept), { status: 200, body: { status: 'delivered' } })
  t.same((await texts(g)).toSorted(), ['first', 'second'])
})
