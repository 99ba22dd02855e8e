// What was recorded from a real lightningd 26.06.6, asked of
// the make-believe node: the same shapes, codes and words.
import { readFileSync } from 'node:fs'
import { test, type Test } from 'tap'
import { msat } from '../../src/core/msat.ts'
import { createInvoice, deleteInvoice, findByHash } from '../../src/sandbox/node/invoices.ts'
import { mint } from '../../src/sandbox/node/mint.ts'
import { queueOutcomes, type PaymentOutcome } from '../../src/sandbox/node/outcomes.ts'
import { payFromWallet } from '../../src/sandbox/wallet.ts'
import { openNode, untilListed, type Reply, type TestNode } from './fixtures/node.ts'

type Recording = { readonly params: object; readonly result?: object; readonly error?: ErrorShape }
type ErrorShape = { readonly code: number; readonly message: string; readonly data?: unknown }

const recordings = JSON.parse(
  readFileSync(new URL('fixtures/recordings.json', import.meta.url), 'utf8')
) as Readonly<Record<string, Recording>>

function recorded(name: string): Recording {
  const found = recordings[name]
  if (!found) throw new Error(`no recording ${name}`)
  return found
}

/** Keys and types, in no order; of a list, those of its first. */
function shape(value: unknown): unknown {
  if (Array.isArray(value)) return value.slice(0, 1).map(shape)
  if (typeof value !== 'object' || value === null) return typeof value
  return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, shape(inner)]))
}

/** The words, without what belongs to one network or one moment. */
const words = (message: string): string =>
  message
    .replaceAll(/[0-9a-f]{64,66}/g, '<hex>')
    .replaceAll(/\d+x\d+x\d+(\/\d)?/g, '<scid>')
    .replaceAll(/(<scid>->)+/g, '')
    .replaceAll(/\d+ seconds/g, '<n> seconds')
    .replaceAll(/\d{3,}/g, '<n>')
    .replaceAll(/'[^']*' *$/g, "'<x>'")

function same(t: Test, reply: Reply, name: string, without: readonly string[] = []): void {
  const { result, error } = recorded(name)
  if (error) {
    t.equal(reply.error?.code, error.code, `${name}: code`)
    t.equal(words(reply.error?.message ?? ''), words(error.message), `${name}: message`)
    t.same(shape(reply.error?.data), shape(error.data), `${name}: data`)
    return
  }
  const kept = Object.entries(result ?? {}).filter(([key]) => !without.includes(key))
  t.same(shape(reply.result), shape(Object.fromEntries(kept)), name)
}

const HINTS = ['routes']
const DAY_MS = 86_400_000

const ours = (node: TestNode, label: string, more: object = {}) =>
  node.call('invoice', { amount_msat: 10_000, label, description: 'coffee', ...more })

const text = (reply: Reply, key: string): string => String(reply.result?.[key])

function outside(node: TestNode, payee: 'wallet' | 'shops', amount: bigint | undefined) {
  const { network } = node
  return createInvoice(network, network.nodes[payee], {
    label: String(Math.random()),
    amountMsat: amount === undefined ? undefined : msat(amount),
    description: 'coffee',
    expirySeconds: 3600
  })
}

const next = (node: TestNode, ...outcomes: PaymentOutcome[]) =>
  queueOutcomes(node.network.store, outcomes)

test('getinfo, decode and the settings answer in the recorded shapes', async t => {
  const node = await openNode(t)
  const info = await node.call('getinfo')
  same(t, { ...info, result: { ...info.result, binding: [BINDING] } }, 'getinfo')
  const fixed = await ours(node, 'a')
  same(t, await node.call('decode', { string: text(fixed, 'bolt11') }), 'decode-bolt11', HINTS)
  const any = await ours(node, 'b', { amount_msat: 'any' })
  same(t, await node.call('decode', { string: text(any, 'bolt11') }), 'decode-bolt11-any', HINTS)
  const hash = await ours(node, 'c', { deschashonly: true })
  const decoded = await node.call('decode', { string: text(hash, 'bolt11') })
  same(t, decoded, 'decode-bolt11-deschash', HINTS)
  const slow = { config: 'xpay-slow-mode', val: true }
  same(t, await node.call('setconfig', slow), 'slow-setconfig')
  const config = await node.call('listconfigs', { config: 'xpay-handle-pay' })
  same(t, config, 'listconfigs-some')
})

const BINDING = { type: 'ipv4', address: '127.0.0.1', port: 19846 }

test('a BOLT11 test vector of another network is decoded to the very same facts', async t => {
  const node = await openNode(t)
  const { params, result } = recorded('decode-mainnet-bolt11')
  t.same((await node.call('decode', params)).result, result)
})

test('what cannot be decoded is refused in the recorded words', async t => {
  const node = await openNode(t)
  for (const name of ['bolt11-bad-checksum', 'bolt11-mixedcase', 'bolt11-truncated', 'empty'])
    same(t, await node.call('decode', recorded(`decode-${name}`).params), `decode-${name}`)
  same(t, await node.call('decode', recorded('decode-garbage').params), 'decode-garbage')
  same(t, await node.call('decodepay', recorded('decodepay').params), 'decodepay')
})

test('invoice takes and refuses what the real one does', async t => {
  const node = await openNode(t)
  const names = 'fixed any deschashonly fixed-amount-as-string positional number-label own-preimage'
  for (const kind of names.split(' ')) {
    const name = `invoice-${kind}`
    same(t, await node.call('invoice', recorded(name).params), name)
  }
  const huge = { amount_msat: '10000000000000000msat', label: 'huge', description: 'x' }
  same(t, await node.call('invoice', huge), 'invoice-over-capacity')
  const refusals =
    'duplicate-label duplicate-preimage float-amount negative-amount zero-amount missing-param unknown-param'
  for (const kind of refusals.split(' ')) {
    const name = `invoice-${kind}`
    same(t, await node.call('invoice', recorded(name).params), name)
  }
  const long = await ours(node, 'long', { description: 'x'.repeat(2000) })
  t.match(long.error?.message, /Description greater than 639 bytes invalid/)
})

test('invoices are listed, awaited and deleted as recorded, through all their states', async t => {
  const node = await openNode(t)
  const { network } = node
  const { bolt11 } = (await ours(node, 'fixed', { expiry: 3600 })).result ?? {}
  same(t, await node.call('listinvoices', { label: 'fixed' }), 'listinvoices-unpaid')
  const any = await ours(node, 'any', { amount_msat: 'any' })
  await ours(node, 'expires', { expiry: 2 })
  const waiting = node.call('waitanyinvoice', { lastpay_index: 0, timeout: 30 })
  const waiter = node.call('waitinvoice', { label: 'fixed' })
  await node.call('getinfo')
  payFromWallet(network, String(bolt11), undefined)
  payFromWallet(network, text(any, 'bolt11'), msat(7777))
  same(t, await waiting, 'waitanyinvoice-paid')
  same(t, await waiter, 'waitinvoice-already-paid')
  const again = await node.call('waitanyinvoice', { lastpay_index: 0, timeout: 5 })
  same(t, again, 'waitanyinvoice-from-zero')
  same(t, await node.call('listinvoices', { label: 'fixed' }), 'listinvoices-paid')
  same(t, await node.call('listinvoices', { label: 'any' }), 'listinvoices-any-paid')
  node.pass(3000)
  same(t, await node.call('listinvoices', { label: 'expires' }), 'listinvoices-expired')
  same(t, await node.call('waitinvoice', { label: 'expires' }), 'waitinvoice-expired')
  same(t, await ours(node, 'expires'), 'invoice-duplicate-label-expired')
  for (const name of ['two-filters', 'unknown-label', 'unknown-hash'].map(n => `listinvoices-${n}`))
    same(t, await node.call('listinvoices', recorded(name).params), name)
  const future = { lastpay_index: 2, timeout: 0 }
  same(t, await node.call('waitanyinvoice', future), 'waitanyinvoice-timeout-zero')
  same(t, await node.call('waitinvoice', { label: 'nope' }), 'waitinvoice-unknown')
  const wait = { subsystem: 'invoices', indexname: 'updated', nextvalue: 1 }
  same(t, await node.call('wait', wait), 'wait-invoices-updated')
  const remove = (label: string, status: string) => node.call('delinvoice', { label, status })
  same(t, await remove('nope', 'unpaid'), 'delinvoice-unknown')
  same(t, await remove('fixed', 'unpaid'), 'delinvoice-wrong-status')
  same(t, await remove('expires', 'expired'), 'delinvoice-expired')
  await ours(node, 'open')
  const desconly = { label: 'open', status: 'unpaid', desconly: true }
  same(t, await node.call('delinvoice', desconly), 'delinvoice-desconly')
})

test('a payment that succeeds is told as recorded, in all three places', async t => {
  const node = await openNode(t)
  const { bolt11, paymentHash: payment_hash } = outside(node, 'shops', 2_000_000n)
  const list = (method: string) => node.call(method, { payment_hash })
  same(t, await list('listpays'), 'xpay-success-before-listpays')
  const paid = await node.call('xpay', { invstring: bolt11 })
  same(t, paid, 'xpay-success')
  t.match(paid.result, { amount_sent_msat: 2_000_021, failed_parts: 0 }, 'the recorded fee')
  same(t, await list('listpays'), 'xpay-success-listpays')
  same(t, await list('listsendpays'), 'xpay-success-listsendpays')
  same(t, await node.call('xpay', { invstring: bolt11 }), 'xpay-again-already-paid')
  node.pass(3_601_000)
  const expired = await node.call('xpay', { invstring: bolt11 })
  same(t, expired, 'xpay-again-already-paid-now-expired')
  const labelled = outside(node, 'wallet', 1000n)
  await node.call('xpay', { invstring: labelled.bolt11, label: 'lapp:pay_1:acc_1', maxfee: 5000 })
  const found = await node.call('listpays', { bolt11: labelled.bolt11 })
  same(t, found, 'label-listpays')
  t.match(found.result?.['pays'], [{ label: 'lapp:pay_1:acc_1' }])
  const rows = await node.call('listsendpays', { payment_hash: labelled.paymentHash })
  same(t, rows, 'label-listsendpays')
  const wait = { subsystem: 'sendpays', indexname: 'created', nextvalue: 0 }
  same(t, await node.call('wait', wait), 'wait-sendpays-created')
})

test('xpay refuses in the recorded words, and then nothing was sent', async t => {
  const node = await openNode(t)
  const { bolt11, paymentHash } = outside(node, 'shops', 2_000_000n)
  const xpay = (more: object) => node.call('xpay', { invstring: bolt11, retry_for: 5, ...more })
  same(t, await xpay({ maxfee: 0 }), 'xpay-maxfee-zero')
  same(t, await xpay({ maxfee: 5 }), 'xpay-maxfee-too-small')
  same(t, await xpay({ amount_msat: 2_000_000 }), 'xpay-fixed-with-same-amount')
  same(t, await xpay({ maxfeepercent: 1 }), 'xpay-maxfeepercent')
  same(t, await node.call('xpay'), 'xpay-missing')
  same(t, await xpay({ invstring: 'hello' }), 'xpay-garbage')
  same(t, await xpay({ invstring: bolt11.slice(0, -1) + 'b' }), 'xpay-bad-checksum')
  same(t, await xpay({ invstring: mainnet() }), 'pay-mainnet-bolt11')
  const stranger = mint('11'.repeat(32), {
    paymentHash: '22'.repeat(32),
    paymentSecret: '33'.repeat(32),
    amountMsat: msat(5000),
    description: { text: 'x' },
    createdAt: Math.floor(node.network.now() / 1000),
    expirySeconds: 3600
  })
  same(t, await xpay({ invstring: stranger }), 'xpay-no-route')
  const huge = outside(node, 'shops', 10n ** 16n)
  same(t, await xpay({ invstring: huge.bolt11 }), 'xpay-insufficient-balance')
  const any = outside(node, 'wallet', undefined)
  same(t, await xpay({ invstring: any.bolt11 }), 'xpay-any-without-amount')
  same(t, await xpay({ invstring: any.bolt11, amount_msat: 0 }), 'xpay-any-zero')
  t.same((await node.call('listpays')).result, { pays: [] })
  same(t, await xpay({ maxfee: '21msat' }), 'xpay-maxfee-string')
  same(t, await xpay({ invstring: any.bolt11, amount_msat: 12_345 }), 'xpay-any-with-amount')
  const other = await xpay({ invstring: any.bolt11, amount_msat: 23_456 })
  same(t, other, 'xpay-any-again-other-amount')
  t.ok(findByHash(node.network, paymentHash)?.payIndex)
  node.pass(DAY_MS)
  same(t, await xpay({ invstring: huge.bolt11 }), 'xpay-again-already-paid-now-expired')
})

const mainnet = (): string =>
  (recorded('decode-mainnet-bolt11').params as { readonly string: string }).string

test('upper case, a prefix and an invoice of our own are paid as recorded', async t => {
  const node = await openNode(t)
  const upper = outside(node, 'wallet', 3000n).bolt11.toUpperCase()
  same(t, await node.call('xpay', { invstring: upper }), 'xpay-uppercase')
  const prefixed = `lightning:${outside(node, 'wallet', 3000n).bolt11}`
  same(t, await node.call('xpay', { invstring: prefixed }), 'xpay-lightning-prefix')
  const own = await ours(node, 'own')
  const paid = await node.call('xpay', { invstring: text(own, 'bolt11'), maxfee: 0 })
  same(t, paid, 'xpay-self')
  const payment_hash = text(own, 'payment_hash')
  same(t, await node.call('listpays', { payment_hash }), 'xpay-self-listpays')
  same(t, await node.call('listinvoices', { payment_hash }), 'xpay-self-listinvoices')
})

test('a held payment and its end look as recorded', async t => {
  const node = await openNode(t)
  for (const then of ['settle', 'fail'] as const) {
    const { bolt11, paymentHash: payment_hash } = outside(node, 'shops', 600_000n)
    next(node, { is: 'stall', ms: 8000, then })
    const list = (method: string) => node.call(method, { payment_hash })
    const first = node.call('xpay', { invstring: bolt11, retry_for: 3 })
    await untilListed(node, payment_hash)
    same(t, await list('listpays'), 'xpay-pending-listpays')
    same(t, await list('listsendpays'), 'xpay-pending-listsendpays')
    const again = await node.call('xpay', { invstring: bolt11, retry_for: 3 })
    same(t, again, 'xpay-pending-second-call')
    const { htlcs } = recorded('xpay-pending-listpeerchannels-htlcs').result as { htlcs: object[] }
    const channels = (await node.call('listpeerchannels')).result?.['channels'] as {
      readonly htlcs: readonly object[]
    }[]
    const out = channels.flatMap(channel => channel.htlcs)
    t.same(shape(out), shape(htlcs))
    t.match(out, [{ payment_hash, amount_msat: 600_007, direction: 'out' }])
    node.pass(8000)
    await node.call('getinfo')
    const end = then === 'settle' ? 'complete' : 'failed'
    same(t, await first, `xpay-pending-then-${end}`)
    const name = then === 'settle' ? 'xpay-success' : 'xpay-pending-then-failed'
    same(t, await list('listpays'), `${name}-listpays`)
    same(t, await list('listsendpays'), `${name}-listsendpays`)
  }
})

test('an invoice that the payee has forgotten is refused with 203 and leaves a failed row', async t => {
  const node = await openNode(t)
  const { bolt11, paymentHash: payment_hash } = outside(node, 'shops', 3000n)
  const invoice = findByHash(node.network, payment_hash)
  if (invoice) deleteInvoice(node.network, invoice)
  same(t, await node.call('xpay', { invstring: bolt11 }), 'xpay-unknown-at-destination')
  const rows = await node.call('listsendpays', { payment_hash })
  same(t, rows, 'xpay-unknown-at-destination-listsendpays')
})

test('a phantom looks like the recorded one: pending for ever, and no HTLC anywhere', async t => {
  const node = await openNode(t)
  const { bolt11, paymentHash: payment_hash } = outside(node, 'shops', 50_000n)
  next(node, { is: 'phantom' })
  void node.call('xpay', { invstring: bolt11 })
  await untilListed(node, payment_hash)
  const list = (method: string) => node.call(method, { payment_hash })
  same(t, await list('listpays'), 'stuck-pending-0-listpays')
  node.pass(365 * DAY_MS)
  same(t, await list('listsendpays'), 'stuck-pending-0-listsendpays')
  const { result } = await node.call('listpeerchannels')
  t.match(result, { channels: [{ htlcs: [] }, { htlcs: [] }, { htlcs: [] }] })
})

test('listpays and listsendpays refuse as recorded', async t => {
  const node = await openNode(t)
  const { bolt11 } = outside(node, 'shops', 50_000n)
  const both = { bolt11, payment_hash: '11'.repeat(32) }
  same(t, await node.call('listpays', both), 'listpays-both')
  for (const name of ['bad-bolt11', 'bad-hash', 'unknown'].map(kind => `listpays-${kind}`))
    same(t, await node.call('listpays', recorded(name).params), name)
  same(t, await node.call('listpays', { bolt11: mainnet() }), 'listpays-mainnet-bolt11')
  const params = recorded('listsendpays-unknown').params
  same(t, await node.call('listsendpays', params), 'listsendpays-unknown')
})

test('what listpeerchannels tells has the recorded names and types', async t => {
  const node = await openNode(t)
  const read = (result: object | undefined) =>
    (result as { readonly channels: readonly object[] }).channels[0] ?? {}
  const real = shape(read(recorded('listpeerchannels').result)) as Record<string, unknown>
  const made = shape(read((await node.call('listpeerchannels')).result)) as Record<string, unknown>
  for (const [key, kind] of Object.entries(made)) t.same(kind, real[key], key)
})
