import { test } from 'tap'
import fc from 'fast-check'
import { HOUSE, heldAccountOf, newId, type Id } from '../../src/core/ids.ts'
import { msat } from '../../src/core/msat.ts'
import { advance, apply, blankState, rowKey, type LedgerState } from '../../src/ledger/apply.ts'
import type { Entry, Unit } from '../../src/ledger/unit.ts'
import { entry, hold, keyed, payment, release, send, settle, transfer } from './harness/units.ts'

function state(balances: ReadonlyMap<Id, number>): LedgerState {
  const made = blankState()
  for (const [id, balance] of balances)
    made.accounts.set(id, { balanceMsat: msat(balance), seq: 0n })
  return made
}

const owned = (balances: readonly number[]) => {
  const users = balances.map(() => newId())
  return {
    users,
    books: state(
      new Map([
        ...users.map((id, i) => [id, balances[i] ?? 0] as const),
        ...users.map(id => [heldAccountOf(id), 0] as const)
      ])
    )
  }
}

/** Applies and, where it may be, makes it seen. */
function run(books: LedgerState, unit: Unit): string {
  const result = apply(books, unit)
  if (result.is === 'ok') advance(books, result.changes)
  return result.is
}

const entriesOnly = (...entries: readonly Entry[]): Unit => ({ entries, guards: [], claims: [] })

const moves = fc.array(
  fc.record({
    from: fc.integer({ min: -1, max: 4 }),
    to: fc.integer({ min: -1, max: 4 }),
    amount: fc.integer({ min: 1, max: 60 }),
    more: fc.boolean()
  }),
  { maxLength: 60 }
)

test('sums are kept, nothing is ever below zero, and chains have no gap', async () => {
  fc.assert(
    fc.property(
      fc.array(fc.nat(100), { minLength: 5, maxLength: 5 }),
      moves,
      (balances, wishes) => {
        const { users, books } = owned(balances)
        const accountOf = (i: number): Id => users[i] ?? HOUSE.lightning
        const before = new Map(books.accounts)
        let fromHouse = 0n
        for (const { from, to, amount, more } of wishes) {
          if (from === to) continue
          const one = entry('adjust', accountOf(from), accountOf(to), amount)
          const unit = entriesOnly(
            one,
            ...(more ? [entry('adjust', accountOf(to), accountOf(from), 1)] : [])
          )
          const was = [...books.accounts.entries()]
          if (run(books, unit) === 'ok') {
            for (const e of unit.entries)
              fromHouse +=
                e.debit === HOUSE.lightning
                  ? e.amountMsat
                  : e.credit === HOUSE.lightning
                    ? 0n - e.amountMsat
                    : 0n
          } else if (
            [...books.accounts.entries()].some(
              ([id, now], i) => was[i]?.[0] !== id || was[i][1] !== now
            )
          )
            return false
        }
        const total = (of: ReadonlyMap<Id, { balanceMsat: bigint }>): bigint =>
          [...of.values()].reduce((sum, { balanceMsat }) => sum + balanceMsat, 0n)
        if (total(books.accounts) !== total(before) + fromHouse) return false
        return [...books.accounts].every(([id, last]) => {
          // The entries in the order in which they were booked: the
          // chain is 1, 2, 3 …, each with the balance after it.
          let [balance, seq] = [before.get(id)?.balanceMsat ?? -1n, 0n] as [bigint, bigint]
          for (const e of books.entries)
            for (const [side, sign] of [
              [e.debitAfter, -1n],
              [e.creditAfter, 1n]
            ] as const) {
              if ((sign < 0n ? e.debit : e.credit) !== id) continue
              balance += sign * e.amountMsat
              seq += 1n
              if (side.seq !== seq || side.balanceMsat !== balance || balance < 0n) return false
            }
          return last.seq === seq && last.balanceMsat === balance
        })
      }
    )
  )
})

test('a unit is applied whole or not at all, and only `advance` is seen', async t => {
  const { users, books } = owned([10, 0])
  const [a, b] = users as [Id, Id]
  const both = entriesOnly(entry('transfer', a, b, 10), entry('transfer', a, b, 1))
  t.strictSame(apply(books, both), { is: 'insufficient_balance', account: a, balanceMsat: 10n })
  t.equal(apply(books, entriesOnly(entry('transfer', a, b, 10))).is, 'ok')
  t.equal(books.accounts.get(a)?.balanceMsat, 10n)
  t.equal(books.entries.length, 0)
})

test('amount and fee ceiling and surcharge to the msat: one less is refused, as much is taken', async t => {
  for (const [balance, is] of [
    [116, 'insufficient_balance'],
    [117, 'ok']
  ] as const) {
    const { users, books } = owned([balance])
    const [a] = users as [Id]
    t.equal(run(books, hold(payment(a, { amount: 100, maxFee: 10, surcharge: 7 }))), is)
  }
})

test('house accounts bear everything and are never numbered', async t => {
  const { users, books } = owned([0])
  const [a] = users as [Id]
  const one = entry('deposit', HOUSE.lightning, a, 5)
  t.equal(run(books, entriesOnly(one, entry('loss', HOUSE.losses, HOUSE.lightning, 9))), 'ok')
  t.strictSame(books.entries[0]?.debitAfter, { balanceMsat: null, seq: null })
  t.strictSame(books.entries[0]?.creditAfter, { balanceMsat: 5n, seq: 1n })
  const nearly = '00000000-0000-8000-8000-000000000099' as Id
  t.strictSame(apply(books, entriesOnly(entry('adjust', nearly, a, 1))), {
    is: 'account_unknown',
    account: nearly
  })
})

test('units of one batch see each other: keys, hashes and rows', async t => {
  const { users, books } = owned([100, 100])
  const [a, b] = users as [Id, Id]
  const key = newId()
  const first = keyed(transfer(a, b, 1), a, key)
  t.equal(run(books, first), 'ok')
  t.strictSame(apply(books, keyed(transfer(a, b, 1), a, key)), {
    is: 'key_taken',
    fingerprint: first.claims[0]?.is === 'idempotency' ? first.claims[0].fingerprint : '',
    resource: first.guards[0]?.id
  })
  const p = payment(a, { maxFee: 3 })
  const twin = payment(b, { preimage: p.preimage })
  t.equal(run(books, hold(p)), 'ok')
  t.equal(run(books, hold(twin)), 'hash_taken')
  t.equal(run(books, send(p)), 'ok')
  t.equal(run(books, settle(twin)), 'state_differs')
  t.equal(run(books, release(p)), 'ok')
  t.equal(run(books, hold(twin)), 'ok', 'what was released is free')
  const row = books.rows.get(rowKey('payment', p.id))
  t.match(
    row,
    { write: 'insert', state: 'released', set: { account: a, state: 'released' } },
    'one write'
  )
})

test('refusals come in the order of the contract: what was done before, then the state, then the balance', async t => {
  const { users, books } = owned([10, 0])
  const [a, b] = users as [Id, Id]
  const done = keyed(transfer(a, b, 10), a)
  run(books, done)
  t.equal(run(books, done), 'key_taken')
  t.equal(run(books, { ...done, claims: [] }), 'state_differs')
  t.equal(run(books, transfer(a, b, 10)), 'insufficient_balance')
  t.equal(run(books, keyed(transfer(a, b, 1), newId())), 'account_unknown')
})
