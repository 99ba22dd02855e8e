// A payment as its owner sees it.
import { test } from 'tap'
import { newId } from '../../src/core/ids.ts'
import { msat } from '../../src/core/msat.ts'
import { UNSENT, type PaymentRow } from '../../src/payment/entity.ts'
import { paymentView } from '../../src/payment/view.ts'

const at = new Date(0)
const row = (more: Partial<PaymentRow> = {}): PaymentRow => ({
  ...UNSENT,
  id: newId(),
  account: newId(),
  purchase: null,
  bolt11: 'lnbcrt1',
  paymentHash: '00',
  payee: '02',
  description: null,
  amountMsat: msat(1000),
  maxFeeMsat: msat(50),
  surchargeMsat: msat(7),
  invoiceAmountless: false,
  invoiceExpiresAt: at,
  holds: false,
  comment: null,
  createdAt: at,
  leasedAt: at,
  trace: null,
  ...more
})

test('held and sent are pending, settled has succeeded, released has failed', async t => {
  t.strictSame(
    (['held', 'sent', 'settled', 'released'] as const).map(
      state => paymentView(row({ state })).status
    ),
    ['pending', 'pending', 'succeeded', 'failed']
  )
})

test('the fee is what was sent beyond the amount; a payee who claims less has been paid less', async t => {
  t.match(paymentView(row()), { amountMsat: 1000n, feeMsat: null })
  const settled = (sent: number) =>
    paymentView(row({ state: 'settled', amountSentMsat: msat(sent) }))
  t.match(settled(1003), { amountMsat: 1000n, feeMsat: 3n })
  t.match(settled(1000), { amountMsat: 1000n, feeMsat: 0n })
  t.match(settled(400), { amountMsat: 400n, feeMsat: 0n })
})

test('only what is still under way is stuck', async t => {
  t.equal(paymentView(row({ state: 'sent', stuck: true })).stuck, true)
  t.equal(paymentView(row({ state: 'sent' })).stuck, false)
  t.equal(paymentView(row({ state: 'settled', stuck: true })).stuck, false)
})

test('the error is there when it failed, and nothing of the node’s own is shown', async t => {
  t.equal(paymentView(row()).error, null)
  const failed = row({ state: 'released', errorCode: 'no_route', errorDetail: 'none' })
  t.strictSame(paymentView(failed).error, { code: 'no_route', detail: 'none' })
  t.strictSame(paymentView({ ...failed, errorDetail: null }).error, {
    code: 'no_route',
    detail: ''
  })
  for (const hidden of ['watermark', 'replyCode', 'nodeId', 'leasedAt', 'trace']) {
    t.notOk(hidden in paymentView(failed), hidden)
  }
})
