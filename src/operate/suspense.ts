// Lists incoming money without an owner, and assigns it to an account on an operator's word.
import type { EntityManager } from '@mikro-orm/postgresql'
import { AppError } from '../core/errors.ts'
import { HOUSE, newId, type Id } from '../core/ids.ts'
import { msat, type Msat } from '../core/msat.ts'
import { query } from '../db/query.ts'
import type { Commit } from '../ledger/unit.ts'
import { operationRow, type Word } from './operation.ts'
import { mustBeUser, refusal } from './refusal.ts'

export type Receipt = {
  readonly id: Id
  readonly state: string
  readonly amountMsat: Msat
  readonly label: string
  readonly paymentHash: string
  readonly paidAt: Date
}

const SELECT = `select id, state, amount_msat::text as amount, label,
  payment_hash as "paymentHash", floor(extract(epoch from paid_at) * 1000)::text as ms from receipt`

type Row = Omit<Receipt, 'amountMsat' | 'paidAt'> & { readonly amount: string; readonly ms: string }

const show = ({ amount, ms, ...row }: Row): Receipt => ({
  ...row,
  amountMsat: msat(BigInt(amount)),
  paidAt: new Date(Number(ms))
})

/** The newest hundred. */
export async function suspended(em: EntityManager): Promise<readonly Receipt[]> {
  const sql = `${SELECT} where state = 'suspense' order by id desc limit 100`
  return (await query<Row>(em, sql)).map(show)
}

/** @throws {AppError} if it does not exist, or was assigned before. */
export async function assignReceipt(
  id: Id,
  account: Id,
  word: Word,
  { em, commit }: { readonly em: EntityManager; readonly commit: Commit }
): Promise<Receipt> {
  const [row] = await query<Row>(em, `${SELECT} where id = ?`, [id])
  if (row === undefined) throw new AppError('not_found', 'There is no such receipt.')
  // Given to the house, it would be without an owner again, and no longer in suspense.
  await mustBeUser(em, account)
  const receipt = show(row)
  const { amountMsat, paymentHash, label } = receipt
  const verdict = await commit({
    entries: [
      {
        id: newId(),
        debit: HOUSE.suspense,
        credit: account,
        amountMsat,
        kind: 'suspense',
        subject: id
      }
    ],
    guards: [
      { table: 'receipt', id, from: 'suspense', set: { state: 'assigned' } },
      operationRow(newId(), 'suspense.assign', id, word, {
        account,
        amount_msat: String(amountMsat),
        payment_hash: paymentHash,
        label
      })
    ],
    claims: []
  })
  if (verdict.is === 'committed') return { ...receipt, state: 'assigned' }
  throw refusal(verdict.why, state => `It is ${state ?? 'gone'}, not in suspense.`)
}
