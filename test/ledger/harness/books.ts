// A ledger of its own for a test: a database, people with
// money, a committer, and the units that the rooms make.
import type { EntityManager } from '@mikro-orm/postgresql'
import { createHash, randomBytes } from 'node:crypto'
import pg from 'pg'
import type { Test } from 'tap'
import { heldOf, HOUSE, newId, type Id } from '../../../src/core/ids.ts'
import { msat } from '../../../src/core/msat.ts'
import { openOrm } from '../../../src/db/orm.ts'
import { audit } from '../../../src/ledger/audit.ts'
import { committer } from '../../../src/ledger/commit.ts'
import { openAccount } from '../../../src/ledger/open.ts'
import type { Commit, Entry, Unit, Verdict } from '../../../src/ledger/unit.ts'
import { createDatabase } from '../../harness/database.ts'

export const quiet = { warn: () => undefined }

export type Books = {
  readonly url: string
  readonly em: EntityManager
  readonly commit: Commit
  readonly ask: (sql: string, values?: readonly unknown[]) => Promise<readonly unknown[][]>
  /** A new account with that much on it. */
  readonly user: (balance?: number) => Promise<Id>
  /** Another committer on the same database. */
  readonly another: (url?: string) => Commit
}

export async function books(t: Test): Promise<Books> {
  const url = await createDatabase(t)
  const orm = await openOrm({ url, entities: [], poolMax: 3 })
  t.teardown(async () => orm.close())
  const client = new pg.Client(url)
  client.on('error', () => undefined)
  await client.connect()
  t.teardown(async () => client.end())
  const another = (to = url): Commit => {
    const { commit, close } = committer({ url: to, log: quiet })
    t.teardown(close)
    return commit
  }
  const commit = another()
  return {
    url,
    em: orm.em,
    commit,
    another,
    ask: async (sql, values = []) =>
      (await client.query<unknown[]>({ text: sql, values: [...values], rowMode: 'array' })).rows,
    user: async (balance = 0) => {
      const id = await openAccount(orm.em, { name: 'somebody' })
      if (balance > 0) await commit(deposit(id, balance))
      return id
    }
  }
}

export const soundBooks = async (t: Test, { em }: Books): Promise<void> => {
  t.strictSame(await audit(em), [], 'the books balance')
}

/** What became of it, in a word. */
export const word = (verdict: Verdict): string =>
  verdict.is === 'committed' ? 'committed' : verdict.why.is

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
  return {
    entries: [entry('deposit', HOUSE.lightning, to, amount, id)],
    guards: [{ table: 'deposit', id, from: null, set: { ...set, received_msat: amount } }],
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
    entries: [entry('hold', account, heldOf(account), amount + maxFee + surcharge, id)],
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
  const held = heldOf(account)
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
    entry('release', heldOf(account), account, back, id)
  ])
}
