// The units that the rooms make, as data; without a database.
import { createHash, randomBytes } from 'node:crypto'
import { heldAccountOf, HOUSE, newId, type Id } from '../../../src/core/ids.ts'
import { msat } from '../../../src/core/msat.ts'
import type { Claim, Entry, Unit } from '../../../src/ledger/unit.ts'

export const entry = (
  kind: Entry['kind'],
  debit: Id,
  credit: Id,
  amount: number,
  subject = newId()
): Entry => ({ id: newId(), debit, credit, amountMsat: msat(amount), kind, subject })

export function deposit(to: Id, amount: number): Unit {
  const id = newId()
  const set = { account: to, state: 'settled', method: 'btcpay', expires_in: 60 }
  const credit = entry('deposit', HOUSE.btcpay, to, amount, id)
  const named = { source: 'btcpay', invoice: id, method: 'BTC-LN', payment: id, deposit: id }
  const seen = { ...named, amount_msat: amount, asset: HOUSE.btcpay, state: 'credited' }
  return {
    entries: [credit],
    guards: [
      { table: 'deposit', id, from: null, set: { ...set, received_msat: amount } },
      { table: 'deposit_payment', id: credit.id, from: null, set: seen }
    ],
    claims: []
  }
}

export function transfer(from: Id, to: Id, amount: number, id = newId()): Unit {
  const set = { from_account: from, to_account: to, state: 'settled', amount_msat: amount }
  return {
    entries: [entry('transfer', from, to, amount, id)],
    guards: [{ table: 'transfer', id, from: null, set }],
    claims: []
  }
}

export const keyed = (unit: Unit, account: Id, key = newId(), fingerprint = newId()): Unit => ({
  ...unit,
  claims: [
    ...unit.claims,
    { is: 'idempotency', key, fingerprint, account, resource: unit.guards[0]?.id ?? newId() }
  ]
})

/** The unit as a key with these budgets makes it: what it moves is counted. */
export function budgeted(unit: Unit, ...budgets: readonly Id[]): Unit {
  const [row, ...others] = unit.guards
  const [moved] = unit.entries
  if (row === undefined || moved === undefined) throw new Error('a unit that moves money')
  const claims = budgets.map((budget): Claim => ({
    is: 'spend',
    budget,
    subject: row.id,
    amountMsat: moved.amountMsat
  }))
  return {
    ...unit,
    guards: [{ ...row, set: { ...row.set, budgeted: true } }, ...others],
    claims: [...unit.claims, ...claims]
  }
}

/** The same for its end. */
export const ended = (unit: Unit, kept: number): Unit => ({
  ...unit,
  claims: [
    ...unit.claims,
    { is: 'unspend', subject: unit.guards[0]?.id ?? newId(), keptMsat: msat(kept) }
  ]
})

export type Payment = {
  readonly id: Id
  readonly account: Id
  readonly amount: number
  readonly maxFee: number
  readonly surcharge: number
  readonly preimage: string
  readonly hash: string
}

export function payment(account: Id, terms: Partial<Payment> = {}): Payment {
  const preimage = terms.preimage ?? randomBytes(32).toString('hex')
  const hash = createHash('sha256').update(preimage, 'hex').digest('hex')
  return { id: newId(), account, amount: 10, maxFee: 0, surcharge: 0, preimage, hash, ...terms }
}

export function hold({ id, account, amount, maxFee, surcharge, hash }: Payment): Unit {
  const set = {
    account,
    state: 'held',
    bolt11: 'lnbc1',
    payment_hash: hash,
    payee: '02',
    amount_msat: amount,
    max_fee_msat: maxFee,
    surcharge_msat: surcharge,
    invoice_amountless: false,
    invoice_expires_at: 'now'
  }
  return {
    entries: [entry('hold', account, heldAccountOf(account), amount + maxFee + surcharge, id)],
    guards: [{ table: 'payment', id, from: null, set }],
    claims: [{ is: 'payment_hash', hash }]
  }
}

const ending = (
  id: Id,
  from: string,
  set: Unit['guards'][number]['set'],
  entries: Entry[]
): Unit => ({
  entries,
  guards: [{ table: 'payment', id, from, set }],
  claims: []
})

export const send = ({ id }: Payment): Unit =>
  ending(id, 'held', { state: 'sent', dispatched_at: 'now' }, [])

export function settle(payment: Payment, fee = 0): Unit {
  const { id, account, amount, maxFee, surcharge, preimage } = payment
  const set = { state: 'settled', preimage, amount_sent_msat: amount + fee, finished_at: 'now' }
  const held = heldAccountOf(account)
  return ending(id, 'sent', set, [
    entry('settle', held, HOUSE.lightning, amount + fee, id),
    ...(surcharge > 0 ? [entry('surcharge', held, HOUSE.surcharges, surcharge, id)] : []),
    ...(maxFee > fee ? [entry('change', held, account, maxFee - fee, id)] : [])
  ])
}

export function release(payment: Payment, from = 'sent'): Unit {
  const { id, account, amount, maxFee, surcharge } = payment
  const back = amount + maxFee + surcharge
  return ending(id, from, { state: 'released' }, [
    entry('release', heldAccountOf(account), account, back, id)
  ])
}
