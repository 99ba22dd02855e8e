import { createHash } from 'node:crypto'
import { test } from 'tap'
import { msat } from '../../src/core/msat.ts'
import { clightning } from '../../src/lightning/clightning.ts'
import { unixSocket } from '../../src/lightning/socket.ts'
import { lightningd, recorded, refuses, replay, replays, says } from './fixtures/lightningd.ts'
import type { Script } from './fixtures/lightningd.ts'
import { NodeRefused, NodeSilent } from '../../src/lightning/errors.ts'

async function open(t: Parameters<typeof lightningd>[0], script: Script) {
  const server = await lightningd(t, script)
  const node = clightning(unixSocket(server.path))
  t.teardown(() => node.close())
  return { node, ...server }
}
const request = {
  bolt11: 'lnbcrt1',
  amountMsat: undefined,
  maxFeeMsat: msat(5000),
  retryForSeconds: 60,
  label: 'lapp:pay_1:acc_1',
  layer: 'lapp:1',
  identity: undefined,
  signal: new AbortController().signal
}

test('it knows the node, its start and its channels', async t => {
  const { node } = await open(
    t,
    replays({ getinfo: 'getinfo', listpeerchannels: 'listpeerchannels' })
  )
  t.match(await node.info(), {
    version: 'v26.06.6',
    network: 'regtest',
    blockHeight: 108,
    clock: undefined
  })
  t.strictSame(await node.channels(), [
    {
      connected: true,
      normal: true,
      scids: ['103x2x0', '10320659x13807709x48509'],
      spendableMsat: 7845701766n,
      receivableMsat: 7829992234n,
      htlcHashes: []
    }
  ])
  t.match(await node.identity(), /^\d+:\d+:\d+$/)
})

test('the node decodes an invoice, and says when it is none', async t => {
  const names = ['decode-bolt11', 'decode-bolt11-any', 'decode-bolt11-deschash']
  const others = ['decode-garbage', 'decode-bolt12-offer']
  const { node } = await open(t, ({ id, params }, socket) =>
    socket.write(replay(id, String(params['string'])))
  )
  const [fixed, any, hashed] = await Promise.all(names.map(name => node.decode(name)))
  t.match(fixed, {
    is: 'invoice',
    currency: 'bcrt',
    amountMsat: 10_000_000n,
    expirySeconds: 3600,
    hasPaymentSecret: true,
    description: '10k sat, fixed',
    descriptionHash: undefined,
    minFinalCltv: 10
  })
  t.match(any, { is: 'invoice', amountMsat: undefined })
  t.match(hashed, { is: 'invoice', descriptionHash: /^[0-9a-f]{64}$/ })
  for (const name of others) t.match(await node.decode(name), { is: 'undecodable' })
})

test('an invoice is asked for in full, and for a label that exists the same one is answered', async t => {
  let answer = 'invoice-over-capacity'
  const { node, requests } = await open(t, ({ id, method }, socket) =>
    socket.write(replay(id, method === 'invoice' ? answer : 'listinvoices-unpaid'))
  )
  const description = 'tea\n\u0000\u001f "für" \ud800🍵'
  const ask = (amountMsat?: bigint) =>
    node.invoice({
      amountMsat: amountMsat === undefined ? undefined : msat(amountMsat),
      label: 'dep:1',
      description,
      expirySeconds: 600
    })
  t.match((await ask(5n)).warning, /Insufficient incoming channel capacity/)
  const params = { label: 'dep:1', description: 'tea\n "für" 🍵', expiry: 600 }
  t.strictSame(requests[0]?.params, { amount_msat: 5, ...params })
  t.notMatch(JSON.stringify(requests[0]?.params), /\\u/)

  answer = 'invoice-duplicate-label'
  t.match(await ask(), {
    bolt11: /^lnbcrt100u1/,
    paymentHash: '86ed4c40db5f664ddf05b40433ecd2f3bf7b399cdf3a8dc54240cc80744090d9',
    expiresAt: 1795495720,
    warning: undefined
  })
  t.strictSame(requests[1]?.params, { amount_msat: 'any', ...params })
  t.strictSame(requests[2]?.params, { label: 'dep:1' })
})

test('a label that exists and then does not is no invoice', async t => {
  const { node } = await open(
    t,
    replays({ invoice: 'invoice-duplicate-label', listinvoices: 'listinvoices-unknown-label' })
  )
  const asked = { amountMsat: undefined, label: 'dep:1', description: '', expirySeconds: 60 }
  await t.rejects(node.invoice(asked), NodeSilent)
})

test('an invoice of ours is found by its label, paid or not', async t => {
  const { node } = await open(t, ({ id, params }, socket) =>
    socket.write(replay(id, `listinvoices-${String(params['label'])}`))
  )
  t.match(await node.findInvoice('unpaid'), { status: 'unpaid', payIndex: undefined })
  t.match(await node.findInvoice('paid'), {
    status: 'paid',
    payIndex: 2,
    amountReceivedMsat: 10_000_000n
  })
  t.equal(await node.findInvoice('unknown-label'), undefined)
})

test('the next paid invoice after the cursor, or nothing when the time is over', async t => {
  const { node, requests } = await open(t, ({ id, params }, socket) =>
    socket.write(replay(id, `waitanyinvoice-${params['lastpay_index'] === 1 ? 'paid' : 'timeout'}`))
  )
  t.match(await node.waitAnyInvoice(1, 30), {
    payIndex: 2,
    label: 'rec-fixed',
    amountReceivedMsat: 10_000_000n
  })
  t.equal(await node.waitAnyInvoice(2, 30, new AbortController().signal), undefined)
  t.strictSame(requests[0]?.params, { lastpay_index: 1, timeout: 30 })
  t.equal(await node.highestPayIndex(), 2)
  t.strictSame(requests.at(-1)?.params['timeout'], 0)
})

test('xpay gets exactly what the law says, and a preimage comes back', async t => {
  const { node, requests } = await open(t, replays({ xpay: 'label-xpay' }))
  const reply = await node.pay(request)
  t.match(reply, { is: 'success', amountSentMsat: 123002n, failedParts: 0 })
  const { payment_hash } = recorded('label-listpays').params as { payment_hash: string }
  const preimage = reply.is === 'success' ? reply.preimage : ''
  t.equal(createHash('sha256').update(preimage, 'hex').digest('hex'), payment_hash)
  await node.pay({ ...request, amountMsat: msat(7) })
  const params = {
    invstring: 'lnbcrt1',
    maxfee: 5000,
    retry_for: 60,
    maxdelay: 1008,
    layers: ['lapp:1'],
    label: 'lapp:pay_1:acc_1'
  }
  t.strictSame(requests[0]?.params, params)
  t.strictSame(requests[1]?.params, { ...params, amount_msat: 7 })
})

test('a payment without a preimage is refused, lost or unsent, and never an exception', async t => {
  let script: Script = replays({ xpay: 'xpay-unknown-at-destination' })
  const { node, stop } = await open(t, (asked, socket) => script(asked, socket))
  t.match(await node.pay(request), { is: 'refused', code: 203 })
  script = ({ id }, socket) => socket.write(says(id, { amount_sent_msat: 1 }))
  t.match(await node.pay(request), { is: 'lost' }, 'a success that cannot be read proves nothing')
  script = (_, socket) => socket.destroy()
  t.match(await node.pay(request), { is: 'lost' })
  await stop()
  t.match(await node.pay(request), { is: 'unsent', why: /ENOENT/ })
})

test('parts are the rows of both lists, above the watermark only', async t => {
  const { node, requests } = await open(
    t,
    replays({
      listpays: 'xpay-retry-after-failed-listpays',
      listsendpays: 'xpay-retry-after-failed-listsendpays',
      wait: 'wait-sendpays-created'
    })
  )
  const all = await node.parts('90dc', 0)
  t.match(
    all.map(({ source, status, createdIndex }) => [source, status, createdIndex]),
    [
      ['listpays', 'failed', 319],
      ['listpays', 'complete', 320],
      ['listsendpays', 'failed', 319],
      ['listsendpays', 'complete', 320]
    ]
  )
  t.equal(all[1]?.preimage, all[3]?.preimage)
  t.equal((await node.parts('90dc', 319)).length, 2)
  t.strictSame(requests[0]?.params, { payment_hash: '90dc' })
  t.equal(await node.watermark(), 1)
  const wait = { subsystem: 'sendpays', indexname: 'created', nextvalue: 0 }
  t.strictSame(requests.at(-1)?.params, wait)
})

test('rows carry our label', async t => {
  const { node } = await open(
    t,
    replays({ listpays: 'label-listpays', listsendpays: 'label-listsendpays' })
  )
  const rows = await node.parts('4340', 1)
  t.strictSame(
    rows.map(row => row.label),
    ['lapp:pay_1:acc_1', 'lapp:pay_1:acc_1']
  )
})

test('what the node refuses and what it does not answer are told apart', async t => {
  const { node, stop } = await open(t, ({ id }, socket) => {
    socket.write(refuses(id, -1, 'no'))
  })
  await t.rejects(node.info(), { name: 'NodeRefused', code: -1 })
  await t.rejects(node.waitAnyInvoice(0, 1), NodeRefused)
  await stop()
  await t.rejects(node.info(), NodeSilent)
})
