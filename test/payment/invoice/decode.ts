import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { test, type Test } from 'tap'
import { MSAT_MAX } from '../../../src/core/msat.ts'
import { AppError } from '../../../src/core/errors.ts'
import { unhindered } from '../../../src/core/step.ts'
import { clock } from '../../../src/core/clock.ts'
import type { Lightning } from '../../../src/lightning/port.ts'
import { decode } from '../../../src/payment/invoice/decode.ts'
import { checkPayable } from '../../../src/payment/invoice/payable.ts'
import {
  honest,
  invoice,
  nodeDecode,
  payRequest,
  screen,
  service,
  web
} from '../fixtures/lnurl-service.ts'
import { NodeSilent } from '../../../src/lightning/errors.ts'

function decoder(t: Test, read: Lightning['decode'] = nodeDecode) {
  // Of the node nothing but its decode is asked.
  const node = { decode: read } as Lightning
  const deps = { node, step: unhindered, clock, screen, web: web(t) }
  const check = async (
    text: string,
    amountMsat: Parameters<typeof checkPayable>[1]['amountMsat']
  ) => checkPayable(text, { network: 'regtest', amountMsat }, screen, deps)
  return (text: string) => decode(text, { ...deps, check })
}
const taken = async () => Promise.reject(new AppError('already_paid', 'each invoice is paid once'))

test('an invoice shows what it asks for, and that it can be paid', async t => {
  const text = invoice(1_500, { text: 'Coffee' })
  const facts = screen(text)
  assert(facts.is === 'invoice')
  t.same(await decoder(t)(` LIGHTNING:${text.toUpperCase()}`), {
    type: 'bolt11',
    commentMax: 0,
    amountMsat: 1_500n,
    minMsat: null,
    maxMsat: null,
    description: 'Coffee',
    paymentHash: facts.paymentHash,
    payee: facts.payee,
    network: 'regtest',
    expiresAt: new Date(facts.expiresAt * 1000),
    payable: true,
    reason: null
  })
  t.match(await decoder(t)(invoice(undefined)), { amountMsat: null, payable: true, reason: null })
})

test('an invoice that cannot be paid is shown all the same, and why', async t => {
  const old = invoice(1_000, { createdAt: 1_700_000_000 })
  t.match(await decoder(t)(old), { amountMsat: 1_000n, payable: false, reason: /expired/ })
  const deps = { node: { decode: nodeDecode } as Lightning, step: unhindered, screen, web: web(t) }
  t.match(await decode(invoice(1_000), { ...deps, check: taken }), {
    amountMsat: 1_000n,
    payable: false,
    reason: 'each invoice is paid once'
  })
})

test('an invoice of another network is read by the node, whatever network that is', async t => {
  type Vector = {
    title: string
    invoice: string
    valid: boolean
    expected?: { network: string; amount_msat: string | null; payment_hash: string }
  }
  const file = new URL('../../lightning/fixtures/vectors.json', import.meta.url)
  const vectors = JSON.parse(readFileSync(file, 'utf8')) as readonly Vector[]
  const seen = new Set<string>()
  for (const { title, invoice, expected } of vectors) {
    if (expected === undefined || expected.network === 'regtest') continue
    const read = await decoder(t)(invoice).catch((error: unknown) => error)
    if (read instanceof AppError) continue
    const { network, amount_msat, payment_hash } = expected
    seen.add(network)
    const asked = amount_msat === null ? null : BigInt(amount_msat)
    // More than the wire's number carries is left out; the reason says why it cannot be paid.
    const amountMsat = asked !== null && asked > MSAT_MAX ? null : asked
    t.match(
      read,
      {
        network,
        amountMsat,
        paymentHash: payment_hash,
        payable: false,
        reason: new RegExp(network)
      },
      title
    )
  }
  t.strictSame([...seen].toSorted(), ['bitcoin', 'signet', 'testnet'])
})

test('that the node is away is not said of the invoice', async t => {
  const silent = async () => Promise.reject(new NodeSilent('gone'))
  await t.rejects(decoder(t, silent)(invoice(1_000)), { code: 'node_unavailable' })
})

test('an address and an LNURL are asked what they take', async t => {
  const { host } = await service(t, honest)
  const takes = {
    minMsat: 1_000n,
    maxMsat: 100_000n,
    amountMsat: null,
    description: 'Coffee for Alice',
    payable: true,
    reason: null
  }
  t.match(await decoder(t)(`alice@${host}`), {
    type: 'lightning_address',
    payee: `alice@${host}`,
    ...takes
  })
  t.match(await decoder(t)(`lnurlp://${host}/pay`), {
    type: 'lnurl_pay',
    payee: '127.0.0.1',
    ...takes
  })
  t.match(await decoder(t)(`bitcoin:?lightning=alice@${host}`), { type: 'bip21', ...takes })
  const fixed = await service(t, (_url, origin) => payRequest(origin, { maxSendable: 1_000 }))
  t.match(await decoder(t)(`lnurlp://${fixed.host}/`), { amountMsat: 1_000n, payable: true })
})

test('a service that cannot be paid is shown with the reason', async t => {
  const withdraw = {
    tag: 'withdrawRequest',
    minWithdrawable: 1_000,
    maxWithdrawable: 5_000,
    defaultDescription: 'Gift'
  }
  for (const [answer, expected] of [
    [
      withdraw,
      {
        type: 'lnurl_withdraw',
        minMsat: 1_000n,
        maxMsat: 5_000n,
        description: 'Gift',
        reason: /pays out/
      }
    ],
    [{ tag: 'channelRequest' }, { type: 'lnurl_pay', reason: /channelRequest/ }],
    [
      { status: 'ERROR', reason: 'closed' },
      { type: 'lnurl_pay', minMsat: null, reason: /says: closed/ }
    ],
    [
      { status: 502, body: '' },
      { type: 'lnurl_pay', reason: /has a problem/ }
    ],
    [
      payRequest('https://cafe.example', { payerData: { name: { mandatory: true } } }),
      { minMsat: 1_000n, reason: /name/ }
    ]
  ] as const) {
    const { host } = await service(t, () => answer)
    t.match(
      await decoder(t)(`lnurlp://${host}/`),
      { ...expected, payable: false },
      String(expected.reason)
    )
  }
  t.match(await decoder(t)('alice@127.0.0.1:1'), {
    type: 'lightning_address',
    payable: false,
    reason: /does not answer/
  })
  t.match(await decoder(t)('alice@abc.onion'), { payable: false, reason: /onion/ })
})

test('a BIP-21 link shows what it offers over Lightning, or that it offers nothing', async t => {
  const ask = decoder(t)
  t.match(await ask(`bitcoin:bc1qx?label=Shop&lightning=${invoice(1_000)}`), {
    type: 'bip21',
    amountMsat: 1_000n,
    description: 'Shop',
    payable: true
  })
  t.match(await ask(`bitcoin:bc1qx?amount=0.00000001&lightning=${invoice(undefined)}`), {
    amountMsat: 1_000n,
    payable: true
  })
  t.match(await ask(`bitcoin:bc1qx?amount=0.00000002&lightning=${invoice(1_000)}`), {
    amountMsat: 1_000n,
    payable: false,
    reason: /asks for 1000 msat/
  })
  t.match(await ask('bitcoin:bc1qx?amount=1&label=Shop'), {
    type: 'bip21',
    amountMsat: 100_000_000_000n,
    description: 'Shop',
    payable: false,
    reason: /on-chain/
  })
  const { host } = await service(t, honest)
  t.match(await ask(`bitcoin:?amount=1&lightning=alice@${host}`), {
    type: 'bip21',
    payable: false,
    reason: /to 100000 msat/
  })
})

test('what cannot be read at all is an error', async t => {
  for (const text of ['', 'hello', 'lnbcrt1xyz', invoice(1_000).slice(0, -1), 'lnbc1xyz']) {
    await t.rejects(decoder(t)(text), { code: 'invoice_invalid' }, text)
  }
})
