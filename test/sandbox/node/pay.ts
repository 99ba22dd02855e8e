// Every fault of the queue, and that money is only moved.
import { createHash } from 'node:crypto'
import fc from 'fast-check'
import { test } from 'tap'
import { msat } from '../../../src/core/msat.ts'
import { sideOf, unbalanced } from '../../../src/sandbox/node/balances.ts'
import { createInvoice } from '../../../src/sandbox/node/invoices.ts'
import { queueOutcomes, type PaymentOutcome } from '../../../src/sandbox/node/outcomes.ts'
import { CHANNELS } from '../../../src/sandbox/node/route.ts'
import { invoiceFromWallet, payFromWallet } from '../../../src/sandbox/wallet.ts'
import { openNode, untilListed, type TestNode } from '../fixtures/node.ts'

const wish = { amountMsat: msat(50_000), description: 'x', expirySeconds: 3600 }

const atShops = ({ network }: TestNode, label: string) =>
  createInvoice(network, network.nodes.shops, { label, ...wish })

const queue = (node: TestNode, ...outcomes: PaymentOutcome[]) =>
  queueOutcomes(node.network.store, outcomes)

const balance = ({ network }: TestNode): bigint =>
  CHANNELS.filter(({ a }) => a === 'ours').reduce(
    (sum, channel) => sum + sideOf(network.store, channel, 'ours'),
    0n
  )

async function statuses(node: TestNode, payment_hash: string): Promise<readonly string[]> {
  const { result } = await node.call('listpays', { payment_hash })
  return (result?.['pays'] as readonly { readonly status: string }[]).map(pay => pay.status)
}

test('a preimage is proof, and the payee has what was sent less the fee', async t => {
  const node = await openNode(t)
  const before = balance(node)
  const { bolt11, paymentHash } = atShops(node, 'a')
  const { result } = await node.call('xpay', { invstring: bolt11 })
  const preimage = Buffer.from(String(result?.['payment_preimage']), 'hex')
  t.equal(createHash('sha256').update(preimage).digest('hex'), paymentHash)
  t.equal(before - balance(node), 50_001n)
  t.same(unbalanced(node.network.store), [])
})

const CODES = [-1, -3, -4, -5, -32601, -32602, 200, 201, 202, 203, 204, 205, 206, 207, 208, 209]
const MORE_CODES = [210, 212, 213, 215, 216, 217, 218, 219, 1501, 1502, 1503, 4711]

test('a queued failure answers its code, moves nothing, and can be tried again', async t => {
  const node = await openNode(t)
  const before = balance(node)
  for (const code of [...CODES, ...MORE_CODES]) {
    const { bolt11, paymentHash } = atShops(node, `code ${code}`)
    queue(node, { is: 'fail', code })
    const { error } = await node.call('xpay', { invstring: bolt11 })
    t.equal(error?.code, code)
    const rows = await statuses(node, paymentHash)
    t.ok(rows.every(status => status === 'failed'))
    if (code === 203 || code === 209) t.equal(rows.length, 1)
    if (code === 205 || code === 207) t.equal(rows.length, 0)
  }
  t.equal(balance(node), before)
  const { bolt11 } = atShops(node, 'again')
  queue(node, { is: 'fail', code: 203 })
  await node.call('xpay', { invstring: bolt11 })
  t.ok((await node.call('xpay', { invstring: bolt11 })).result)
})

test('a dropped call answers 209 at once while its part is pending, and ends as it says', async t => {
  const node = await openNode(t)
  for (const then of ['settle', 'fail'] as const) {
    const before = balance(node)
    const { bolt11, paymentHash } = atShops(node, then)
    queue(node, { is: 'drop', ms: 3000, then })
    t.equal((await node.call('xpay', { invstring: bolt11 })).error?.code, 209)
    t.same(await statuses(node, paymentHash), ['pending'])
    node.pass(2999)
    t.same(await statuses(node, paymentHash), ['pending'])
    t.same(unbalanced(node.network.store), [])
    node.pass(1)
    t.same(await statuses(node, paymentHash), [then === 'settle' ? 'complete' : 'failed'])
    t.equal(before - balance(node), then === 'settle' ? 50_001n : 0n)
  }
})

test('outcomes are taken in order, one for each payment that is sent, and then all settle', async t => {
  const node = await openNode(t)
  queue(node, { is: 'fail', code: 203 }, { is: 'settle' }, { is: 'fail', code: 205 })
  const pay = async () => {
    const { bolt11 } = invoiceFromWallet(node.network, wish)
    return (await node.call('xpay', { invstring: bolt11 })).error?.code
  }
  t.equal((await node.call('xpay', { invstring: 'hello' })).error?.code, -32602)
  t.same([await pay(), await pay(), await pay(), await pay()], [203, undefined, 205, undefined])
})

test('of many calls for one invoice at once exactly one pays', async t => {
  const node = await openNode(t)
  const before = balance(node)
  const { bolt11 } = atShops(node, 'once')
  queue(node, { is: 'stall', ms: 1000, then: 'settle' })
  const calls = Array.from({ length: 10 }, () => node.call('xpay', { invstring: bolt11 }))
  const [second] = await Promise.all(calls.slice(1))
  t.match(second?.error?.message, /still in progress/)
  node.pass(1000)
  await node.call('getinfo')
  const codes = (await Promise.all(calls)).map(({ error }) => error?.code)
  t.same(codes, [undefined, ...Array.from({ length: 9 }, () => -3)])
  t.equal(before - balance(node), 50_001n)
})

test('a held payment of an invoice that somebody else pays meanwhile fails, so it is paid once', async t => {
  const node = await openNode(t)
  const params = { amount_msat: 1000, label: 'own', description: 'x' }
  const { result } = await node.call('invoice', params)
  const bolt11 = String(result?.['bolt11'])
  queue(node, { is: 'stall', ms: 1000, then: 'settle' })
  const held = node.call('xpay', { invstring: bolt11 })
  await untilListed(node, String(result?.['payment_hash']))
  payFromWallet(node.network, bolt11, undefined)
  t.throws(() => payFromWallet(node.network, bolt11, undefined), { code: 'already_paid' })
  node.pass(1000)
  await node.call('getinfo')
  t.equal((await held).error?.code, 203)
  const paid = await node.call('waitanyinvoice', { lastpay_index: 1, timeout: 0 })
  t.equal(paid.error?.code, 904, 'one pay_index')
})

test('whatever is paid, held and ended, no msat is made or lost and no side is below zero', async t => {
  const node = await openNode(t)
  const then = fc.constantFrom('settle' as const, 'fail' as const)
  const ms = fc.integer({ min: 0, max: 5000 })
  const outcome: fc.Arbitrary<PaymentOutcome> = fc.oneof(
    fc.record({ is: fc.constant('settle' as const) }),
    fc.record({ is: fc.constant('phantom' as const) }),
    fc.record({ is: fc.constant('fail' as const), code: fc.constantFrom(203, 205, 209) }),
    fc.record({ is: fc.constant('stall' as const), ms, then }),
    fc.record({ is: fc.constant('drop' as const), ms, then })
  )
  const step = fc.record({
    outcome,
    amount: fc.bigInt({ min: 1n, max: 10n ** 14n }),
    payee: fc.constantFrom('shops' as const, 'wallet' as const, 'ours' as const),
    pass: ms
  })
  let made = 0
  await fc.assert(
    fc.asyncProperty(fc.array(step, { maxLength: 12 }), async steps => {
      for (const { outcome, amount, payee, pass } of steps) {
        const { network } = node
        const { bolt11 } = createInvoice(network, network.nodes[payee], {
          ...wish,
          label: `step ${++made}`,
          amountMsat: msat(amount)
        })
        queue(node, outcome)
        void node.call('xpay', { invstring: bolt11, maxfee: Number(amount) })
        node.pass(pass)
        await node.call('getinfo')
        t.same(unbalanced(network.store), [])
      }
    }),
    { numRuns: 25 }
  )
})
