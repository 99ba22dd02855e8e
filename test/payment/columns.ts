// A column of a payment stands in the migrations, the entity, what the committer writes, and in
// what opens a payment or brings one back. The first three are compared by test/db; here the rest.
import { test } from 'tap'
import { newId } from '../../src/core/ids.ts'
import { msat } from '../../src/core/msat.ts'
import { findRow } from '../../src/db/query.ts'
import { TABLES } from '../../src/ledger/tables.ts'
import { rebuiltPayment } from '../../src/operate/sweep-units.ts'
import { PaymentEntity, UNSENT } from '../../src/payment/entity.ts'
import { opening, rowOf } from '../../src/payment/open.ts'
import { books } from '../harness/books.ts'
import type { PaymentOrder } from '../../src/payment/order.ts'

test('a payment stands in the database as it was answered when it was opened', async t => {
  const { em, commit, user } = await books(t)
  const order: PaymentOrder = {
    id: newId(),
    account: await user(100_000),
    invoice: {
      is: 'payable',
      bolt11: 'lnbcrt1',
      paymentHash: '00'.repeat(32),
      payee: '02',
      description: 'coffee',
      amountMsat: msat(1_000),
      amountless: true,
      expiresAt: new Date('2030-01-02T03:04:05.678Z')
    },
    maxFeeMsat: msat(50),
    surchargeMsat: msat(7),
    comment: 'thanks',
    successAction: { tag: 'message', message: 'served' },
    metadata: { order: '7' },
    purchase: newId(),
    holds: true,
    key: undefined,
    also: []
  }
  const answered = rowOf(order, new Date('2029-01-02T03:04:05.678Z'))
  const unsent = new Set([...Object.keys(UNSENT), 'trace'])
  const empty = Object.entries(answered).filter(([, value]) => value === null || value === false)
  t.same(
    empty.filter(([name]) => !unsent.has(name)),
    [],
    'all that an order may say is said, so that all is compared'
  )
  t.match(await commit(opening(order, answered, { rootMsat: undefined }, newId)), {
    is: 'committed'
  })
  const stands = await findRow(em, PaymentEntity, { id: order.id })
  t.strictSame({ ...stands, leasedAt: answered.leasedAt }, { ...answered })
})

/** Of a payment that is brought back the node does not tell these, and they mean nothing then. */
const NOT_TOLD = [
  'stuck',
  'purchase',
  'description',
  'success_action',
  'metadata',
  'generation',
  'node_identity',
  'fence_asked',
  'replied_at',
  'reply_code',
  'reply_message',
  'preimage',
  'amount_sent_msat',
  'error_code',
  'error_detail',
  'ended_by',
  'finished_at',
  'trace',
  'budgeted'
]

test('a payment that is brought back says all of itself, but for what is named here', async t => {
  const lost = {
    id: newId(),
    account: newId(),
    label: '',
    paymentHash: '00',
    bolt11: 'lnbcrt1',
    destination: '02',
    sentMsat: msat(1_000)
  }
  const [guard] = rebuiltPayment(lost, '02', newId).guards
  const said = Object.keys(guard?.set ?? {})
  t.same([...said, ...NOT_TOLD].toSorted(), Object.keys(TABLES.payment.columns).toSorted())
})
