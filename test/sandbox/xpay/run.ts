// What xpay still has in hand when its rows or its answer look like the end.
import { test } from 'tap'
import { close, fenced, invoiceAt, queue, same, statuses, xpay } from '../fixtures/fenced.ts'
import { untilListed } from '../fixtures/node.ts'

test('xpay waits for a block with a failed row, which is pending for as long as it does', async t => {
  const node = await fenced(t)
  const late = invoiceAt(node)
  queue(node, { is: 'wait_height', ms: 10_000 })
  const timedOut = xpay(node, late.bolt11, { retry_for: 4 })
  await untilListed(node, late.paymentHash)
  t.same(await statuses(node, late.paymentHash), ['pending'])
  const rows = await node.call('listsendpays', { payment_hash: late.paymentHash })
  t.match(rows.result, { payments: [{ status: 'failed' }] })
  node.pass(4000)
  await node.call('getinfo')
  same(t, await timedOut, 'xpay-dest-fails-unknown-details-higher-block')
  t.same(await statuses(node, late.paymentHash), ['failed'])
})

test('after the block it searches anew: it pays, or meets a layer that was closed meanwhile', async t => {
  const node = await fenced(t)
  for (const shut of [false, true]) {
    const { bolt11, paymentHash } = invoiceAt(node)
    queue(node, { is: 'wait_height', ms: 10_000 })
    const answer = xpay(node, bolt11, { retry_for: 60 })
    await untilListed(node, paymentHash)
    if (shut) await close(node)
    node.pass(10_000)
    await node.call('getinfo')
    const { result, error } = await answer
    if (shut) t.match(error?.message, /^Failed after 1 attempts\. Then routing failed: .*disabled/)
    else t.match(result, { failed_parts: 1, successful_parts: 1 })
    t.same(await statuses(node, paymentHash), [shut ? 'failed' : 'complete'], 'one entry per call')
  }
})

test('an error can be answered while a reservation is on its way, and its part is sent after that', async t => {
  const node = await fenced(t)
  const { bolt11, paymentHash } = invoiceAt(node)
  queue(node, { is: 'late_part', ms: 30_000, then: 'settle' })
  t.match((await xpay(node, bolt11)).error, { code: 209, message: /^Reservation failed/ })
  let flushed = false
  const flush = node.call('askrene-listlayers').then(() => void (flushed = true))
  node.pass(29_999)
  for (let round = 0; round < 5; round++) await node.call('getinfo')
  t.notOk(flushed, 'askrene stands still for everybody')
  t.same(await statuses(node, paymentHash), [])
  node.pass(1)
  await node.call('getinfo')
  await flush
  await untilListed(node, paymentHash)
  await node.call('getinfo')
  t.same(await statuses(node, paymentHash), ['complete'])
  t.pass('what flushes xpay comes back after the reservation, never before')
})

test('maxdelay bounds the way', async t => {
  const node = await fenced(t)
  const { bolt11 } = invoiceAt(node)
  const { error } = await xpay(node, bolt11, { maxdelay: 20 })
  t.match(error, { code: 206, message: /excessive delays/ })
  t.ok((await xpay(node, bolt11, { maxdelay: 1008 })).result)
})
