import { test } from 'tap'
import { msat } from '../../../src/core/msat.ts'
import { challenges, readProof, receipt } from '../../../src/http/wire/payment-proof.ts'
import { credential, readChallenge } from '../../../lapps/paid-url/challenge.ts'

const preimage = 'ab'.repeat(32)
const OFFERED = {
  token: 'To+/k=',
  bolt11: 'lnbcrt1invoice',
  paymentHash: '11'.repeat(32),
  amountMsat: msat(21_000),
  expiresAt: new Date('2026-11-02T10:00:00Z')
}
const WHERE = { realm: 'shop.example', network: 'regtest' }

test('a client of both dialects reads what is asked, and its proof is read', t => {
  for (const header of challenges(OFFERED, WHERE)) {
    const { bolt11, challenge } = readChallenge(header)
    t.equal(bolt11, OFFERED.bolt11)
    t.same(readProof(credential(challenge, preimage)), { token: OFFERED.token, preimage })
  }
  t.same(readProof(`lsat ${OFFERED.token}:${preimage}`), { token: OFFERED.token, preimage })
  t.end()
})

const coded = (value: unknown): string =>
  `Payment ${Buffer.from(JSON.stringify(value)).toString('base64url')}`

test('anything else is no proof', t => {
  for (const header of [
    undefined,
    '',
    'L402',
    `L402 token:${preimage.slice(1)}`,
    `L402 token:${preimage}0`,
    `L402 to ken:${preimage}`,
    `Bearer token:${preimage}`,
    'Payment %',
    'Payment eA',
    coded(null),
    coded([]),
    coded({ challenge: null, payload: null }),
    coded({ challenge: { id: 1 }, payload: { preimage } }),
    coded({ challenge: { id: 'a' }, payload: { preimage: 'b' } }),
    `Payment ${'A'.repeat(8_001)}`
  ])
    t.equal(readProof(header), undefined, String(header))
  t.end()
})

test('a receipt names the payment', t => {
  const at = new Date('2026-11-02T10:00:00Z')
  t.same(JSON.parse(Buffer.from(receipt('11', at), 'base64url').toString()), {
    method: 'lightning',
    reference: '11',
    status: 'success',
    timestamp: '2026-11-02T10:00:00.000Z'
  })
  t.end()
})
