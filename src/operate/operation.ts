// Records operators' decisions: each in the unit that carries it out, for ever.
import { AppError } from '../core/errors.ts'
import type { Id } from '../core/ids.ts'
import type { Guard } from '../ledger/unit.ts'

export type What =
  | 'payment.resolve'
  | 'payment.fence'
  | 'purchase.refund'
  | 'suspense.assign'
  | 'adjust.propose'
  | 'adjust.approve'
  | 'adjust.reject'
  | 'node.adopt'
  | 'freeze'
  | 'unfreeze'
  | 'account.erase'

/** Who decides, and the reason. */
export type Word = { readonly by: string; readonly reason: string }

/** The row of an operation, as part of a unit. */
export const operationRow = (
  id: Id,
  what: What,
  subject: Id | null,
  word: Word,
  evidence: object
): Guard => ({
  table: 'operation',
  id,
  from: null,
  set: {
    what,
    operator: said(word.by, 'by'),
    subject,
    reason: said(word.reason, 'reason'),
    evidence: JSON.stringify(evidence)
  }
})

function said(text: string, what: string): string {
  const words = text.replace(/[\p{Cc}\p{Cf}]/gu, ' ').trim()
  if (words === '') throw new AppError('invalid_request', `--${what} says nothing`)
  return words.slice(0, 500)
}
