// Whose turn it is at the router, and when a search reads its layers.
import { test } from 'tap'
import {
  close,
  fenced,
  invoiceAt,
  layer,
  queue,
  search,
  settled,
  statuses,
  threads,
  xpay
} from '../fixtures/fenced.ts'

test('a search reads its layers when it begins: one that waits is stopped, one that lives is not', async t => {
  const node = await fenced(t)
  const [living, waiting] = [invoiceAt(node), invoiceAt(node)]
  await threads(node, 1)
  queue(node, { is: 'slow_router', ms: 600_000 })
  const first = xpay(node, living.bolt11)
  const second = xpay(node, waiting.bolt11)
  await settled(node)
  await close(node)
  t.same(
    [await statuses(node, living.paymentHash), await statuses(node, waiting.paymentHash)],
    [[], []]
  )
  node.pass(600_000)
  t.ok((await search(node)).result, 'a search that was asked for last comes last')
  t.same(await statuses(node, living.paymentHash), ['complete'])
  t.ok((await first).result)
  t.equal((await second).error?.code, 205)
  t.same(await statuses(node, waiting.paymentHash), [])
})

test('with no threads nothing begins, and only a search that comes later wakes the queue', async t => {
  const node = await fenced(t)
  await threads(node, 0)
  const { bolt11, paymentHash } = invoiceAt(node)
  const paid = xpay(node, bolt11)
  node.pass(600_000)
  await settled(node)
  t.same(await statuses(node, paymentHash), [])
  await threads(node, 4)
  t.same(await statuses(node, paymentHash), [])
  await close(node)
  t.ok((await search(node)).result)
  t.equal((await paid).error?.code, 205)
})

test('a layer that is removed while a request waits with it kills the node', async t => {
  const node = await fenced(t)
  await threads(node, 0)
  const waiting = xpay(node, invoiceAt(node).bolt11)
  await settled(node)
  await node.call('askrene-remove-layer', { layer })
  await threads(node, 4)
  await search(node)
  t.match((await waiting).error?.message, /was removed while a request waited/)
})

test('an invoice of our own waits for no search', async t => {
  const node = await fenced(t)
  await threads(node, 0)
  const own = await node.call('invoice', { amount_msat: 5, label: 'own', description: 'x' })
  t.ok((await xpay(node, String(own.result?.['bolt11']))).result)
})

test('with fewer threads than searches that live, the next begins when all of them have ended', async t => {
  const node = await fenced(t)
  const living = [invoiceAt(node), invoiceAt(node)]
  queue(node, { is: 'slow_router', ms: 1000 }, { is: 'slow_router', ms: 2000 })
  const calls = living.map(({ bolt11 }) => xpay(node, bolt11))
  await settled(node)
  await threads(node, 1)
  let flushed = false
  const flush = search(node).then(() => void (flushed = true))
  await settled(node)
  node.pass(1000)
  await settled(node)
  t.notOk(flushed, 'the flush of safe-payer.md 3.8: an order, not a time')
  node.pass(1000)
  await settled(node)
  await flush
  t.ok((await Promise.all(calls)).every(({ result }) => result))
})
