import { inspect } from 'node:util'
import { test } from 'tap'
import { newId } from '../../src/core/ids.ts'
import { findByIds } from '../../src/db/by-id.ts'
import { findRows, query } from '../../src/db/query.ts'
import { PaymentEntity } from '../../src/payment/entity.ts'
import { books } from '../harness/books.ts'
import { hold, payment } from '../ledger/harness/units.ts'

/** Every kind of column: text, bigint above 2^53, times of long ago, a boolean, JSON, integers. */
const FULL = `
  update payment set comment = 'déjà vu', metadata = '{"order": "7"}', watermark = 9007199254740993,
    dispatched_at = '2026-03-01 23:59:59.123456+00', finished_at = '1999-12-31 00:00:00+05:30',
    leased_at = '0044-03-15 12:00:00 BC', invoice_expires_at = 'infinity',
    slow_mode = true, retry_for = 60, reply_code = -7, trace = '',
    success_action = '{"tag": "message", "message": "thanks"}', amount_sent_msat = 7
  where id = ?`

test('a row that is found by its id is the one that MikroORM gives, and is read anew', async t => {
  const { em, commit, user } = await books(t)
  const account = await user(50_000_000)
  const [sparse, full] = [payment(account), payment(account)]
  for (const one of [sparse, full]) t.match(await commit(hold(one)), { is: 'committed' })
  await query(em, FULL, [full.id])
  const ids = [sparse.id, full.id]
  const expected = await findRows(em, PaymentEntity, { id: { $in: ids } })
  t.equal(expected.length, 2)
  const found = await findByIds(em, PaymentEntity, [...ids, newId()])
  t.strictSame([...found.keys()].toSorted(), ids.toSorted())
  for (const row of expected) t.equal(inspect(found.get(row.id)), inspect({ ...row }))
  await query(em, `update payment set comment = 'another' where id = ?`, [full.id])
  t.equal((await findByIds(em, PaymentEntity, ids)).get(full.id)?.comment, 'another')
  t.equal((await findByIds(em, PaymentEntity, [])).size, 0)
})
