// A purchase as its buyer sees it.
import { test } from 'tap'
import { newId } from '../../src/core/ids.ts'
import { msat } from '../../src/core/msat.ts'
import type { Payment } from '../../src/payment/view.ts'
import { UNORDERED, type PurchaseRow } from '../../src/purchase/entity.ts'
import { isOver, purchaseView } from '../../src/purchase/view.ts'

const [asked, paid, delivered] = [new Date(1), new Date(2), new Date(3)]
const row: PurchaseRow = {
  ...UNORDERED,
  id: newId(),
  account: newId(),
  lapp: 'shop',
  lappVersion: '1.0.0',
  state: 'ordered',
  orderKey: 'pur_1',
  input: { text: 'x' },
  maxTotalMsat: null,
  quote: null,
  delivery: 'waiting',
  askedAt: asked,
  createdAt: asked
}
const payment = (status: Payment['status']): Payment => ({
  id: newId(),
  account: row.account,
  purchase: row.id,
  status,
  waits: false,
  stuck: false,
  amountMsat: msat(1000),
  feeMsat: status === 'succeeded' ? msat(1) : null,
  maxFeeMsat: msat(50),
  surchargeMsat: msat(7),
  paymentHash: '00',
  preimage: null,
  bolt11: 'lnbcrt1',
  payee: '02',
  description: null,
  comment: null,
  successAction: null,
  metadata: {},
  error: status === 'failed' ? { code: 'no_route', detail: '' } : null,
  createdAt: asked,
  finishedAt: status === 'pending' ? null : paid
})

test('a purchase is pending, then paid, then delivered; or it has failed', async t => {
  const cases = [
    ['pending', 'waiting', { status: 'pending', finishedAt: null }, false],
    ['pending', 'none', { status: 'pending', finishedAt: null }, false],
    ['succeeded', 'waiting', { status: 'paid', finishedAt: null }, false],
    ['succeeded', 'none', { status: 'paid', finishedAt: paid }, true],
    ['succeeded', 'ready', { status: 'delivered', finishedAt: delivered }, true],
    ['succeeded', 'failed', { status: 'paid', finishedAt: delivered }, true],
    [
      'failed',
      'waiting',
      { status: 'failed', finishedAt: paid, delivery: { state: 'none' } },
      true
    ],
    ['failed', 'none', { status: 'failed', finishedAt: paid, error: { code: 'no_route' } }, true]
  ] as const
  for (const [status, delivery, seen, over] of cases) {
    const ended = delivery === 'ready' || delivery === 'failed'
    const purchase = purchaseView(
      { ...row, delivery, deliveredAt: ended ? delivered : null },
      payment(status)
    )
    t.match(purchase, seen, `${status}, ${delivery}`)
    t.equal(isOver(purchase), over, `${status}, ${delivery}`)
  }
})
