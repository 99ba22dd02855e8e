// What the driver takes for granted, asked of real lightningd nodes (alice - bob - carol) in the
// folder that REGTEST names. Nothing else here needs such a network.
import { randomUUID } from 'node:crypto'
import { join } from 'node:path'
import { test } from 'tap'
import { msat } from '../../src/core/msat.ts'
import { clightning } from '../../src/lightning/clightning.ts'
import type { Lightning } from '../../src/lightning/port.ts'
import { unixSocket } from '../../src/lightning/socket.ts'

const NETWORK = process.env['REGTEST']
const skip = NETWORK === undefined && 'REGTEST names no folder of a running network'

function nodes(t: { teardown(end: () => Promise<void>): void }): {
  readonly alice: Lightning
  readonly carol: Lightning
} {
  const open = (name: string): Lightning => {
    const node = clightning(unixSocket(join(NETWORK ?? '', name, 'regtest', 'lightning-rpc')))
    t.teardown(() => node.close())
    return node
  }
  return { alice: open('alice'), carol: open('carol') }
}
const wanted = (amountMsat: bigint | undefined, description = 'regtest') => ({
  amountMsat: amountMsat === undefined ? undefined : msat(amountMsat),
  label: randomUUID(),
  description,
  expirySeconds: 600
})
const paying = (bolt11: string, maxFeeMsat: bigint, amountMsat?: bigint) => ({
  bolt11,
  amountMsat: amountMsat === undefined ? undefined : msat(amountMsat),
  maxFeeMsat: msat(maxFeeMsat),
  retryForSeconds: 10,
  label: `regtest:${randomUUID()}`,
  layer: 'auto.localchans',
  identity: undefined,
  signal: new AbortController().signal
})

test('a real node is read: itself, its settings, its channels, its clocks', { skip }, async t => {
  const { alice } = nodes(t)
  t.match(await alice.info(), { network: 'regtest', version: /^v?\d+\.\d+/ })
  const { autocleanAges, slowMode } = await alice.settings()
  t.type(slowMode, 'boolean')
  t.strictSame(Object.values(autocleanAges), [0, 0, 0])
  t.ok((await alice.channels()).some(({ connected, normal }) => connected && normal))
  t.match(await alice.identity(), /^\d+:\d+:\d+$/)
})

test('an invoice is made whatever its description holds, and found again', { skip }, async t => {
  const { alice } = nodes(t)
  for (const description of ['ünï ☕', 'a\nb\tc "d" \\', 'bell \u0007 and \ud800 half', '']) {
    const wish = wanted(1_000n, description)
    const invoice = await alice.invoice(wish)
    t.equal((await alice.invoice(wish)).bolt11, invoice.bolt11)
    t.match(await alice.findInvoice(wish.label), { status: 'unpaid', bolt11: invoice.bolt11 })
    t.match(await alice.decode(invoice.bolt11), { currency: 'bcrt', hasPaymentSecret: true })
  }
})

test(
  'a payment leaves a row above the watermark, with our label and its sum',
  { skip },
  async t => {
    const { alice, carol } = nodes(t)
    for (const amountMsat of [2_000_000n, undefined]) {
      const { bolt11, paymentHash } = await carol.invoice(wanted(amountMsat))
      const watermark = await alice.watermark()
      const request = paying(bolt11, 100_000n, amountMsat === undefined ? 1_234_567n : undefined)
      const reply = await alice.pay(request)
      t.match(reply, { is: 'success', failedParts: 0 })
      const parts = await alice.parts(paymentHash, watermark)
      t.strictSame([...new Set(parts.map(part => part.source))].sort(), [
        'listpays',
        'listsendpays'
      ])
      for (const part of parts) t.match(part, { status: 'complete', label: request.label })
      t.strictSame(await alice.parts(paymentHash, await alice.watermark()), [])
    }
  }
)

test('a fee ceiling of nothing, and a text that is no invoice, are refused', { skip }, async t => {
  const { alice, carol } = nodes(t)
  const { bolt11, paymentHash } = await carol.invoice(wanted(1_000_000n))
  t.match(await alice.pay(paying(bolt11, 0n)), { is: 'refused', code: 206 })
  t.strictSame(await alice.parts(paymentHash, 0), [])
  t.match(await alice.decode('no invoice'), { is: 'undecodable' })
})

test('what was received is handed out once per index, and then nothing', { skip }, async t => {
  const { alice, carol } = nodes(t)
  const highest = await alice.highestPayIndex()
  t.equal(await alice.waitAnyInvoice(highest, 0), undefined)
  const wish = wanted(1_000n)
  const { bolt11, paymentHash } = await alice.invoice(wish)
  t.match(await carol.pay(paying(bolt11, 100_000n)), { is: 'success' })
  const received = await alice.waitAnyInvoice(highest, 10)
  t.match(received, { label: wish.label, paymentHash, amountReceivedMsat: 1_000n })
  t.equal(await alice.highestPayIndex(), received?.payIndex)
})
