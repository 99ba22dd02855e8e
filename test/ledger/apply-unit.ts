// What one unit makes of keys, hashes, rows and chains, guard by guard and entry by entry.
import { test } from 'tap'
import { heldAccountOf, newId, type Id } from '../../src/core/ids.ts'
import { msat } from '../../src/core/msat.ts'
import {
  advance,
  apply,
  blankState,
  rowKey,
  type Changes,
  type LedgerState
} from '../../src/ledger/apply.ts'
import type { Entry, Guard, Unit } from '../../src/ledger/unit.ts'
import { entry, hold, payment, send, settle } from './harness/units.ts'

function owned(...balances: readonly number[]) {
  const books = blankState()
  const users = balances.map(balance => {
    const id = newId()
    books.accounts.set(id, { balanceMsat: msat(balance), seq: 0n })
    books.accounts.set(heldAccountOf(id), { balanceMsat: msat(0), seq: 0n })
    return id
  })
  return { users, books }
}

function run(books: LedgerState, unit: Unit): string {
  const result = apply(books, unit)
  if (result.is === 'ok') advance(books, result.changes)
  return result.is
}

const entriesOnly = (...entries: readonly Entry[]): Unit => ({ entries, guards: [], claims: [] })

const guard = (
  id: Id,
  from: string | null,
  set: Guard['set'],
  table: Guard['table'] = 'payment'
): Guard => ({ table, id, from, set })
const guardsOnly = (...guards: readonly Guard[]): Unit => ({ entries: [], guards, claims: [] })

/** What a unit changes; `{}` if it is refused. */
function changesOf(books: LedgerState, unit: Unit): Partial<Changes> {
  const result = apply(books, unit)
  return result.is === 'ok' ? result.changes : {}
}

test('a live or settled payment has its hash to itself, whatever became of it since', async t => {
  const { users, books } = owned(100)
  const [a] = users as [Id]
  const p = payment(a)
  const twin = hold(payment(a, { preimage: p.preimage }))
  t.equal(run(books, hold(p)), 'ok')
  t.strictSame(apply(books, twin), { is: 'hash_taken', state: 'held' })
  t.equal(run(books, send(p)), 'ok')
  t.strictSame(apply(books, twin), { is: 'hash_taken', state: 'sent' })
  t.equal(run(books, settle(p)), 'ok')
  t.strictSame(apply(books, twin), { is: 'hash_taken', state: 'settled' })
})

test('only a payment takes its hash, and several of one unit each take theirs', async t => {
  const [p, q, d] = [newId(), newId(), newId()]
  const made = guardsOnly(
    guard(p, null, { state: 'held', payment_hash: 'aa' }),
    guard(d, null, { state: 'pending', payment_hash: 'dd' }, 'deposit'),
    guard(q, null, { state: 'held', payment_hash: 'bb' })
  )
  t.match(changesOf(blankState(), made), {
    hashes: [
      { hash: 'aa', payment: p },
      { hash: 'bb', payment: q }
    ]
  })
})

test('a unit claims each key once, and its keys come in its order', async t => {
  const { users, books } = owned(10)
  const [account] = users as [Id]
  const claim = (key: Id, resource: Id) =>
    ({ is: 'idempotency', key, fingerprint: key, account, resource }) as const
  const [one, two] = [newId(), newId()]
  const both: Unit = { entries: [], guards: [], claims: [claim(one, one), claim(two, two)] }
  t.strictSame(changesOf(books, both).keys, [
    { key: one, fingerprint: one, resource: one, fresh: true },
    { key: two, fingerprint: two, resource: two, fresh: true }
  ])
  const twice: Unit = { ...both, claims: [claim(one, two), claim(two, one), claim(two, two)] }
  t.strictSame(apply(books, twice), { is: 'key_taken', fingerprint: two, resource: one })
})

test('guards of one row see each other, and those of other rows do not', async t => {
  const [id, other] = [newId(), newId()]
  const story = guardsOnly(
    guard(id, null, { state: 'held', account: id }),
    guard(other, null, { state: 'released' }),
    guard(id, null, { state: 'pending' }, 'deposit'),
    guard(id, 'held', { state: 'sent' }),
    guard(id, 'sent', { state: 'settled', preimage: 'x' })
  )
  t.strictSame(
    changesOf(blankState(), story).rows,
    [
      ...[{ table: 'payment', id, state: 'held', set: { state: 'held', account: id } }],
      ...[{ table: 'payment', id: other, state: 'released', set: { state: 'released' } }],
      ...[{ table: 'deposit', id, state: 'pending', set: { state: 'pending' } }],
      ...[{ table: 'payment', id, state: 'sent', set: { state: 'sent', account: id } }],
      {
        table: 'payment',
        id,
        state: 'settled',
        set: { state: 'settled', account: id, preimage: 'x' }
      }
    ].map(row => ({ ...row, write: 'insert' }))
  )
})

test('a row that was there is updated, with no more than what is new', async t => {
  const id = newId()
  const books = blankState()
  const row = { table: 'payment', id, state: 'sent', write: 'nothing', set: {} } as const
  books.rows.set(rowKey('payment', id), row)
  const note = changesOf(books, guardsOnly(guard(id, 'sent', { stuck: true }))).rows
  t.strictSame(note, [{ ...row, write: 'update', set: { stuck: true } }], 'its state stays')
  const end = guardsOnly(
    guard(id, 'sent', { stuck: true }),
    guard(id, 'sent', { state: 'settled' })
  )
  const set = { stuck: true, state: 'settled' }
  t.strictSame(changesOf(books, end).rows?.[1], { ...row, write: 'update', state: 'settled', set })
  t.strictSame(apply(books, guardsOnly(guard(id, 'held', { state: 'sent' }))), {
    is: 'state_differs',
    table: 'payment',
    id,
    state: 'sent'
  })
  t.strictSame(apply(books, guardsOnly(guard(newId(), 'held', {}))).is, 'state_differs')
})

test('an account that is not there is neither debited nor credited', async t => {
  const { users, books } = owned(10)
  const [a] = users as [Id]
  const nobody = newId()
  for (const [from, to] of [
    [a, nobody],
    [nobody, a]
  ] as const)
    t.strictSame(apply(books, entriesOnly(entry('transfer', from, to, 1))), {
      is: 'account_unknown',
      account: nobody
    })
})

test('each entry of a unit is the next link, however many there are', async t => {
  const { users, books } = owned(10, 0)
  const [a, b] = users as [Id, Id]
  const three = [1, 2, 3].map(amount => entry('transfer', a, b, amount))
  t.match(changesOf(books, entriesOnly(...three)).entries, [
    { debitAfter: { balanceMsat: 9n, seq: 1n }, creditAfter: { balanceMsat: 1n, seq: 1n } },
    { debitAfter: { balanceMsat: 7n, seq: 2n }, creditAfter: { balanceMsat: 3n, seq: 2n } },
    { debitAfter: { balanceMsat: 4n, seq: 3n }, creditAfter: { balanceMsat: 6n, seq: 3n } }
  ])
})

test('who asks for a turn is held to the room there is, and only while held', async t => {
  const { users, books } = owned(100)
  const [a] = users as [Id]
  const p = payment(a)
  books.inFlight.counted = true
  books.inFlight.asking.set(p.id, { root: a, amountMsat: msat(10) })
  const turn = (calls: number): Unit => ({
    ...send(p),
    claims: [{ is: 'turn', payment: p.id, room: { calls, callsOfRoot: 1, sumMsat: null } }]
  })
  t.strictSame(apply(books, turn(0)).is, 'state_differs', 'what is not there asks for none')
  t.equal(run(books, hold(p)), 'ok')
  t.strictSame(apply(books, turn(0)), { is: 'no_room', of: 'calls' })
  t.equal(run(books, turn(1)), 'ok')
  t.strictSame(apply(books, turn(0)).is, 'state_differs', 'nor does what was sent')
})

test('units behind see what is out: payments, and nothing else of the same id', async t => {
  const { users, books } = owned(100)
  const [a] = users as [Id]
  const p = payment(a)
  books.inFlight.asking.set(p.id, { root: a, amountMsat: msat(10) })
  t.equal(run(books, hold(p)), 'ok')
  t.strictSame([...books.inFlight.sent.keys()], [])
  t.equal(run(books, send(p)), 'ok')
  t.strictSame([...books.inFlight.sent.keys()], [p.id])
  t.equal(run(books, guardsOnly(guard(p.id, null, { state: 'paid' }, 'purchase'))), 'ok')
  t.strictSame([...books.inFlight.sent.keys()], [p.id])
  t.equal(run(books, settle(p)), 'ok')
  t.strictSame([...books.inFlight.sent.keys()], [])
})
