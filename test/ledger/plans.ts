import assert from 'node:assert/strict'
import { test } from 'tap'
import { newId } from '../../src/core/ids.ts'
import { msat } from '../../src/core/msat.ts'
import { reads } from '../../src/ledger/reads.ts'
import { writes } from '../../src/ledger/writes.ts'
import { advance, apply, blankState } from '../../src/ledger/apply.ts'
import { openOrm } from '../../src/db/orm.ts'
import { findClaim } from '../../src/ledger/claim.ts'
import { balance, ROW_TYPES, statement } from '../../src/ledger/read.ts'
import { openSession } from '../../src/ledger/session.ts'
import { eventLog } from '../../src/notify/event-log.ts'
import { PaymentEntity } from '../../src/payment/entity.ts'
import { paymentRows } from '../../src/payment/rows.ts'
import { PurchaseEntity } from '../../src/purchase/entity.ts'
import { purchaseRows } from '../../src/purchase/rows.ts'
import { readMade } from '../../src/transfer/read.ts'
import { books } from './harness/books.ts'
import { budgeted, ended, hold, keyed, payment, send } from './harness/units.ts'

test('no statement of the committer reads a whole table, though the plans were made on empty ones', async t => {
  const b = await books(t)
  const user = await b.user(1000)
  const p = payment(user)
  const units = [keyed(hold(p), user), send(payment(user))]
  const state = blankState()
  state.accounts.set(user, { balanceMsat: 1000n as never, seq: 0n })
  for (const id of new Set(units.flatMap(u => u.entries.map(e => e.credit))))
    state.accounts.set(id, { balanceMsat: 0n as never, seq: 0n })
  const result = apply(state, units[0] ?? send(p))
  assert(result.is === 'ok')
  advance(state, result.changes)
  const sent = {
    ...blankState(),
    rows: new Map([
      [
        'x',
        {
          table: 'payment',
          id: p.id,
          state: 'sent',
          write: 'update',
          set: { state: 'sent' }
        } as const
      ]
    ])
  }
  const all = [
    ...reads(units).map(read => read.statement),
    ...writes(newId(), state),
    ...writes(newId(), sent).slice(1),
    ...writes(newId(), blankState(), [
      { account: user, type: 'payment.succeeded', subject: p.id }
    ]).slice(1)
  ]
  t.equal(all.length, 11)
  const session = await openSession(b.url)
  t.teardown(() => session.drop())
  for (const { text } of all) {
    const [explained] = await session.group([
      { name: '', text: `explain (generic_plan) ${text}`, values: [] }
    ])
    const plan =
      explained?.status === 'fulfilled'
        ? explained.value.rows.flat().join('\n')
        : String(explained?.reason)
    t.notMatch(plan, /Seq Scan|Hash Join|Hash Left|Merge Join|error/i, `${text}\n${plan}`)
    if (/^select|^update/.test(text)) t.match(plan, /Index/, plan)
  }
})

test('nor do those of budgets, which are none where nobody has one', async t => {
  const b = await books(t)
  const user = await b.user(1000)
  const [budget, p] = [await b.budget(100), payment(user)]
  const texts = (all: readonly { readonly text: string }[]) =>
    all.map(({ text }) => text).filter(text => /budget|spending/.test(text))
  t.strictSame(texts(reads([hold(p), send(p)]).map(read => read.statement)), [])
  const state = blankState()
  t.strictSame(texts(writes(newId(), state)), [])
  const since = '2026-11-02 00:00:00+00'
  const counted = {
    spending: { subject: p.id, budget, since, amountMsat: msat(1) },
    budget: { limitMsat: msat(2), usedMsat: msat(1), since, current: since }
  }
  state.budgets.counted.push({ ...counted, new: true }, { ...counted, new: false })
  const all = [
    ...reads([budgeted(hold(p), budget), ended(send(p), 1)]).map(read => read.statement),
    ...writes(newId(), state)
  ]
  const session = await openSession(b.url)
  t.teardown(() => session.drop())
  t.equal(texts(all).length, 5)
  for (const text of texts(all)) {
    const asked = { name: '', text: `explain (generic_plan) ${text}`, values: [] }
    const [explained] = await session.group([asked])
    assert(explained?.status === 'fulfilled', text)
    const plan = explained.value.rows.flat().join('\n')
    t.notMatch(plan, /Seq Scan|Hash Join|Merge Join/, plan)
  }
})

test('no query that is kept reads a whole table, though its plan was made on empty ones', async t => {
  const { url } = await books(t)
  const orm = await openOrm({ url, entities: [PaymentEntity, PurchaseEntity], poolMax: 1 })
  t.teardown(async () => orm.close())
  await paymentRows(orm.em).find(newId())
  await paymentRows(orm.em).owner(newId())
  const purchases = purchaseRows(orm.em)
  await purchases.find(newId())
  await purchases.takeDue(newId())
  await purchases.delivered(newId(), {})
  await readMade(orm.em, [newId()])
  await eventLog(orm.em).enqueue(new Date())
  await balance(orm.em, newId())
  await findClaim(orm.em, { key: newId(), fingerprint: newId() })
  await statement(orm.em, newId(), undefined, { limit: 50, cursor: undefined })
  for (const type of [undefined, ...ROW_TYPES])
    await statement(orm.em, newId(), type, { limit: 50, cursor: '1000' })
  const kept = await orm.em.execute<{ text: string }[]>(
    `select statement as text from pg_prepared_statements`
  )
  t.equal(kept.length, 7 + 2 + 2 + ROW_TYPES.length)
  for (const { text } of kept) {
    const rows = await orm.em.execute<Record<string, string>[]>(`explain (generic_plan) ${text}`)
    const plan = rows.flatMap(row => Object.values(row)).join('\n')
    t.notMatch(plan, /Seq Scan/, `${text}\n${plan}`)
    t.match(plan, /Index/, plan)
  }
})
