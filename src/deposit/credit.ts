// Books a run of paid invoices and the cursor as one unit: all or nothing, each credited at most
// once.
import type { EntityManager } from '@mikro-orm/postgresql'
import assert from 'node:assert/strict'
import { HOUSE, newId, type Id } from '../core/ids.ts'
import type { Step } from '../core/step.ts'
import { findRows } from '../db/query.ts'
import type { Commit, Entry, Guard, AccountEvent, Unit } from '../ledger/unit.ts'
import type { PaidInvoice } from '../lightning/port.ts'
import type { Cursor } from './cursor.ts'
import { decide, depositOf, type Booking, type State } from './decide.ts'
import { DepositRow, ReceiptRow } from './entity.ts'

type Deps = { readonly em: EntityManager; readonly commit: Commit; readonly step: Step }

export type Credited = {
  /** Deposits that are now settled. */
  readonly settled: readonly Id[]
  /** Labels of payments that are ours but have no owner, for the alarm. */
  readonly suspense: readonly string[]
}

/**
 * undefined if another process was faster: the cursor has moved. `answers` are the invoices after
 * the cursor, in order.
 */
export async function credit(
  { em, commit, step }: Deps,
  nodeId: string,
  cursor: Cursor,
  answers: readonly PaidInvoice[]
): Promise<Credited | undefined> {
  for (let tries = 0; tries < TRIES; tries++) {
    const { unit, credited } = plan(nodeId, cursor, answers, await readBooks(em, nodeId, answers))
    const verdict = await step('deposit.credit', () => commit(unit))
    if (verdict.is === 'committed') return credited
    const { why } = verdict
    if (why.is === 'state_differs' && why.table === 'deposit_cursor') return undefined
    // A deposit changed, or a receipt appeared, between reading and writing: decide again from the
    // current state.
    assert(why.is === 'state_differs' || why.is === 'constraint', `a credit was refused: ${why.is}`)
  }
  return assert.fail('the books do not keep still: the same run is tried again later')
}

const TRIES = 10

type Books = {
  readonly deposits: ReadonlyMap<Id, { readonly account: Id; readonly state: State }>
  readonly indexes: ReadonlySet<number>
  readonly hashes: ReadonlySet<string>
}

async function readBooks(
  em: EntityManager,
  nodeId: string,
  answers: readonly PaidInvoice[]
): Promise<Books> {
  const ids = answers.map(({ label }) => depositOf(label)).filter(id => id !== undefined)
  const payIndex = answers.map(answer => answer.payIndex)
  const paymentHash = answers.map(answer => answer.paymentHash)
  const same = { nodeId, $or: [{ payIndex }, { paymentHash }] }
  const [deposits, receipts] = [
    await findRows(em, DepositRow, { id: ids }),
    await findRows(em, ReceiptRow, same)
  ]
  return {
    deposits: new Map(deposits.map(({ id, account, state }) => [id, { account, state }])),
    indexes: new Set(receipts.map(row => row.payIndex)),
    hashes: new Set(receipts.map(row => row.paymentHash))
  }
}

/** Pure but for new ids. Each answer sees the effects of those before it in the run. */
function plan(
  nodeId: string,
  cursor: Cursor,
  answers: readonly PaidInvoice[],
  books: Books
): { readonly unit: Unit; readonly credited: Credited } {
  const deposits = new Map(books.deposits)
  const hashes = new Set(books.hashes)
  const units: Unit[] = []
  const settled: Id[] = []
  const suspense: string[] = []
  let read = cursor.payIndex
  for (const answer of answers) {
    assert(answer.payIndex > read, 'the node hands out what follows the cursor, in order')
    read = answer.payIndex
    const id = depositOf(answer.label)
    const row = id && deposits.get(id)
    const paid = { label: answer.label, amountMsat: answer.amountReceivedMsat }
    const has = books.indexes.has(answer.payIndex) || hashes.has(answer.paymentHash)
    const booking = decide(paid, row?.state, has)
    hashes.add(answer.paymentHash)
    if (id && row && booking.is === 'credit') {
      deposits.set(id, { ...row, state: 'settled' })
      settled.push(id)
    }
    if (booking.is === 'suspense') suspense.push(answer.label)
    units.push(book(nodeId, answer, booking, id && row ? { id, account: row.account } : undefined))
  }
  const from = String(cursor.payIndex)
  const set = { pay_index: read }
  const moved: Guard = { table: 'deposit_cursor', id: cursor.id, from, set }
  const entries = units.flatMap(unit => unit.entries)
  const guards = [moved, ...units.flatMap(unit => unit.guards)]
  const outbox = units.flatMap(unit => unit.outbox ?? [])
  return { unit: { entries, guards, claims: [], outbox }, credited: { settled, suspense } }
}

function book(
  nodeId: string,
  answer: PaidInvoice,
  booking: Booking,
  deposit: { readonly id: Id; readonly account: Id } | undefined
): Unit {
  const amountMsat = answer.amountReceivedMsat
  const receipt = newId()
  const note = (state: 'credited' | 'suspense' | 'foreign'): Guard => ({
    table: 'receipt',
    id: receipt,
    from: null,
    set: {
      node_id: nodeId,
      pay_index: answer.payIndex,
      payment_hash: answer.paymentHash,
      label: answer.label,
      amount_msat: amountMsat,
      state,
      deposit: state === 'foreign' ? null : (deposit?.id ?? null),
      paid_at: new Date(answer.paidAt * 1000)
    }
  })
  const entry = (to: Pick<Entry, 'credit' | 'kind' | 'subject'>): Entry => ({
    id: newId(),
    debit: HOUSE.lightning,
    amountMsat,
    ...to
  })
  switch (booking.is) {
    case 'known':
      return { entries: [], guards: [], claims: [] }
    case 'foreign':
      return { entries: [], guards: [note('foreign')], claims: [] }
    case 'suspense': {
      const aside = entry({ credit: HOUSE.suspense, kind: 'suspense', subject: receipt })
      return { entries: [aside], guards: [note('suspense')], claims: [] }
    }
    case 'credit': {
      assert(deposit, 'only a deposit that is there is credited')
      const { id, account } = deposit
      const set = { state: 'settled', received_msat: amountMsat, settled_at: 'now' }
      const settle: Guard = { table: 'deposit', id, from: booking.from, set }
      const credit = entry({ credit: account, kind: 'deposit', subject: id })
      const event: AccountEvent = { account, type: 'deposit.settled', subject: id }
      return { entries: [credit], guards: [settle, note('credited')], claims: [], outbox: [event] }
    }
    default:
      return booking satisfies never
  }
}
