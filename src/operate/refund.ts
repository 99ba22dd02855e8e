// Refunds a purchase, completely or in part, and never more than was paid for it. The house bears
// it.
import type { EntityManager } from '@mikro-orm/postgresql'
import { AppError } from '../core/errors.ts'
import { HOUSE, newId, type Id } from '../core/ids.ts'
import { msat, type Msat } from '../core/msat.ts'
import { query } from '../db/query.ts'
import type { Commit, Unit } from '../ledger/unit.ts'
import { operationRow, type Word } from './operation.ts'
import { refusal } from './refusal.ts'

export type Refunded = {
  readonly purchase: Id
  readonly account: Id
  readonly amountMsat: Msat
  /** In total, including earlier refunds. */
  readonly refundedMsat: Msat
  readonly paidMsat: Msat
}

type Found = { readonly account: Id; readonly paid: string; readonly refunded: string | null }

/**
 * @param amountMsat undefined: everything not refunded yet, fee and surcharge included
 * @throws {AppError}
 */
export async function refund(
  purchase: Id,
  amountMsat: Msat | undefined,
  word: Word,
  { em, commit }: { readonly em: EntityManager; readonly commit: Commit }
): Promise<Refunded> {
  const { account, paid, refunded } = await find(purchase, em)
  const [paidMsat, before] = [BigInt(paid), BigInt(refunded ?? 0)]
  const amount = amountMsat ?? paidMsat - before
  if (amount <= 0n || before + amount > paidMsat) {
    const detail = `${paid} msat were paid for it and ${before} msat given back.`
    throw new AppError('invalid_request', detail)
  }
  const whole = { refundedMsat: msat(before + amount), paidMsat: msat(paidMsat) }
  const given: Refunded = { purchase, account, amountMsat: msat(amount), ...whole }
  const verdict = await commit(unit(given, refunded, word))
  if (verdict.is === 'committed') return given
  // The total refunded is the state that the guard expects: of two concurrent refunds, one has to
  // start over.
  throw refusal(verdict.why, () => 'Somebody else has just given some of it back.')
}

async function find(purchase: Id, em: EntityManager): Promise<Found> {
  const [found] = await query<Found>(
    em,
    `select b.account, r.refunded_msat::text as refunded, coalesce((
       select sum(amount_msat) from entry where subject = p.id and kind in ('settle', 'surcharge')
     ), 0)::text as paid
     from purchase b join payment p on p.id = b.payment left join refund r on r.id = b.id
     where b.id = ?`,
    [purchase]
  )
  if (found === undefined) throw new AppError('not_found', 'There is no such purchase.')
  return found
}

function unit(given: Refunded, before: string | null, word: Word): Unit {
  const { purchase, account, amountMsat, refundedMsat } = given
  const set = { refunded_msat: refundedMsat }
  const evidence = { amount_msat: String(amountMsat), refunded_msat: String(refundedMsat) }
  return {
    entries: [
      {
        id: newId(),
        debit: HOUSE.losses,
        credit: account,
        amountMsat,
        kind: 'refund',
        subject: purchase
      }
    ],
    guards: [
      { table: 'refund', id: purchase, from: before, set },
      operationRow(newId(), 'purchase.refund', purchase, word, evidence)
    ],
    claims: []
  }
}
