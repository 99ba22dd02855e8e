import { test } from 'tap'
import fc from 'fast-check'
import { HOUSE, newId, type Id } from '../../src/core/ids.ts'
import {
  balance,
  pageSql,
  statement,
  type StatementRow,
  type RowType
} from '../../src/ledger/read.ts'
import type { Unit } from '../../src/ledger/unit.ts'
import { books, soundBooks, type Books } from './harness/books.ts'
import { deposit, entry, hold, payment, release, send, settle, transfer } from './harness/units.ts'

async function all(
  b: Books,
  account: Id,
  limit: number,
  type?: RowType
): Promise<readonly StatementRow[]> {
  const rows: StatementRow[] = []
  for (let cursor: string | undefined, more = true; more;) {
    const { data, nextCursor } = await statement(b.em, account, type, { limit, cursor })
    rows.push(...data)
    cursor = nextCursor
    more = nextCursor !== undefined
  }
  return rows
}

/** What a person may go through, as units that follow one another. */
const stories = (user: Id, other: Id): readonly ((n: number) => readonly Unit[])[] => [
  n => [deposit(user, n)],
  n => [transfer(user, other, n)],
  n => [transfer(other, user, n)],
  n => [hold(payment(user, { amount: n, maxFee: 3 }))],
  n => {
    const p = payment(user, { amount: n, maxFee: 3, surcharge: n % 2 })
    return [hold(p), send(p), settle(p, n % 4)]
  },
  n => {
    const p = payment(user, { amount: n })
    return [hold(p), release(p, 'held')]
  },
  n => {
    const id = newId()
    const set = { account: user, amount_msat: n, state: 'approved', reason: 'a slip' }
    const by = { proposed_by: 'ada', decided_by: 'bob' }
    const adjustment = { table: 'adjustment' as const, id, from: null, set: { ...set, ...by } }
    return [
      { entries: [entry('adjust', HOUSE.losses, user, n, id)], guards: [adjustment], claims: [] }
    ]
  }
]

test('what is told and what is on hold add up to what there is, whatever happened', async t => {
  const b = await books(t)
  await fc.assert(
    fc.asyncProperty(
      fc.array(fc.tuple(fc.nat(6), fc.integer({ min: 1, max: 30 })), { maxLength: 25 }),
      fc.integer({ min: 1, max: 7 }),
      async (happenings, limit) => {
        const [user, other] = [await b.user(100), await b.user(100)]
        for (const [which, n] of happenings)
          for (const unit of stories(user, other)[which]?.(n) ?? []) await b.commit(unit)
        const rows = await all(b, user, limit)
        const { balanceMsat = -1n, heldMsat = -1n } = (await balance(b.em, user)) ?? {}
        t.equal(rows.reduce((sum, row) => sum + row.amountMsat, 0n) - heldMsat, balanceMsat)
        t.equal(
          new Set(rows.map(row => row.id)).size,
          rows.filter(row => row.type !== 'deposit' || row.reference === null).length
        )
        t.strictSame(await all(b, user, 100), rows, 'the size of a page changes nothing')
      }
    ),
    { numRuns: 15 }
  )
  await soundBooks(t, b)
})

test('a payment is one row, at its end, with the whole change and its fee', async t => {
  const b = await books(t)
  const [user, other] = [await b.user(1000), await b.user()]
  const p = payment(user, { amount: 100, maxFee: 10, surcharge: 5 })
  await b.commit(hold(p))
  t.equal((await all(b, user, 10)).length, 1, 'what is pending has no row')
  await b.commit(transfer(user, other, 1))
  await b.commit(send(p))
  await b.commit(settle(p, 4))
  const exact = payment(user, { amount: 50, maxFee: 2 })
  for (const unit of [hold(exact), send(exact), settle(exact, 2)]) await b.commit(unit)
  const short = (rows: readonly StatementRow[]) =>
    rows.map(({ type, amountMsat, feeMsat, balanceAfterMsat }) => [
      type,
      amountMsat,
      feeMsat,
      balanceAfterMsat
    ])
  t.strictSame(short(await all(b, user, 2)), [
    ['payment', -52n, 2n, 838n],
    ['payment', -109n, 4n, 890n],
    ['transfer_out', -1n, null, 884n],
    ['deposit', 1000n, null, 1000n]
  ])
  t.strictSame(short(await all(b, user, 2, 'payment')).length, 2)
  t.strictSame(short(await all(b, other, 2)), [['transfer_in', 1n, null, 1n]])
  t.equal((await all(b, user, 1))[1]?.id, p.id)
  await t.rejects(statement(b.em, user, undefined, { limit: 1, cursor: "1'" }), {
    code: 'invalid_request'
  })
  t.equal(await balance(b.em, newId()), undefined)
})

test('what an operator did says so, among what came and went', async t => {
  const b = await books(t)
  const user = await b.user(100)
  const [gift, slip, found] = [newId(), newId(), newId()]
  const entries = [
    entry('adjust', HOUSE.losses, user, 30, gift),
    entry('adjust', user, HOUSE.losses, 20, slip),
    entry('suspense', HOUSE.suspense, user, 10, found)
  ]
  for (const one of entries) await b.commit({ entries: [one], guards: [], claims: [] })
  t.strictSame(
    (await all(b, user, 10)).slice(0, 3).map(({ id, type, memo }) => [id, type, memo]),
    [
      [found, 'deposit', 'An earlier deposit, assigned by the operator'],
      [slip, 'transfer_out', 'A correction by the operator'],
      [gift, 'deposit', 'A correction by the operator']
    ]
  )
})

test('a page of 50 comes out of the indexes, however long the history', async t => {
  const b = await books(t)
  const [user, other] = [await b.user(), await b.user()]
  await b.ask(
    `insert into entry (id, debit_account, credit_account, amount_msat, kind, subject, debit_seq, credit_seq,
       debit_balance_after, credit_balance_after)
     select gen_random_uuid(), case n % 2 when 0 then $1::uuid else $2::uuid end,
       case n % 2 when 0 then $2::uuid else $1::uuid end, 1, 'transfer', gen_random_uuid(), n, n, 1, 1
     from generate_series(1, 100000) n`,
    [user, other]
  )
  await b.ask('analyze entry')
  await statement(b.em, user, undefined, { limit: 50, cursor: undefined })
  const took: number[] = []
  for (let i = 0; i < 100; i++) {
    const start = performance.now()
    const cursor = String(1 + ((i * 7919) % 100_000))
    t.ok((await statement(b.em, user, undefined, { limit: 50, cursor })).data.length <= 50)
    took.push(performance.now() - start)
  }
  took.sort((x, y) => x - y)
  t.comment(`median ${took[50]?.toFixed(1) ?? ''} ms, p99 ${took[98]?.toFixed(1) ?? ''} ms`)
  const plan = await planOf(b, user)
  t.notMatch(plan, /Seq Scan on entry/, plan)
  t.match(plan, /entry_debit_seq[^]*entry_credit_seq/)
})

async function planOf(b: Books, user: Id): Promise<string> {
  // The plan that is kept, which knows no values.
  await b.ask(`set plan_cache_mode = force_generic_plan`)
  await b.ask(`prepare page (uuid, bigint, bigint, bigint) as ${pageSql(undefined)}`)
  const plan = await b.ask(`explain (analyze) execute page ('${user}', 50000, 51, 40000)`)
  return plan.flat().join('\n')
}
