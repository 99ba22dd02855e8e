// Interprets the committer's verdict on a transfer. Pure and total.
import { overBudget } from '../core/allowance.ts'
import { KEY_REUSED } from '../core/idempotency.ts'
import type { ErrorCode } from '../core/errors.ts'
import type { Id } from '../core/ids.ts'
import type { Msat } from '../core/msat.ts'

/** The verdicts of `ledger/unit` that this room can get. */
export type Verdict =
  | { readonly is: 'committed' }
  | {
      readonly is: 'refused'
      readonly why:
        | { readonly is: 'insufficient_balance'; readonly account: Id; readonly balanceMsat: Msat }
        | { readonly is: 'account_unknown'; readonly account: Id }
        | { readonly is: 'key_taken'; readonly fingerprint: Id; readonly resource: Id }
        | { readonly is: 'state_differs'; readonly id: Id; readonly state: string | null }
        | { readonly is: 'budget_exceeded'; readonly leftMsat: Msat }
        | { readonly is: 'hash_taken' }
        | { readonly is: 'no_room' }
        | { readonly is: 'constraint'; readonly constraint: string }
    }

export type Refusal = {
  readonly code: ErrorCode
  readonly detail: string
  readonly pointer?: string
}

export type Meaning =
  | { readonly is: 'made' }
  /** It was made before: the row of `id` has the result. */
  | { readonly is: 'repeated'; readonly id: Id }
  | ({ readonly is: 'refused' } & Refusal)
  /** Unreachable by anything that a caller can do. */
  | { readonly is: 'broken'; readonly why: string }

export type Asked = {
  readonly id: Id
  readonly from: Id
  readonly amountMsat: Msat
  /** The request's key, if the unit claimed one. */
  readonly fingerprint: Id | undefined
}

export function decide(verdict: Verdict, asked: Asked): Meaning {
  if (verdict.is === 'committed') return { is: 'made' }
  const { why } = verdict
  switch (why.is) {
    case 'insufficient_balance':
      if (why.account !== asked.from) return broken('a receiver cannot lack money')
      return {
        is: 'refused',
        code: 'insufficient_balance',
        detail: lacking(asked, why.balanceMsat)
      }
    case 'budget_exceeded': {
      const detail = overBudget(asked.amountMsat, why.leftMsat)
      return { is: 'refused', code: 'budget_exceeded', detail }
    }
    case 'account_unknown':
      if (why.account === asked.from) return broken('the sender has no account')
      return { is: 'refused', ...UNKNOWN }
    case 'key_taken':
      if (why.fingerprint !== asked.fingerprint) return { is: 'refused', ...REUSED }
      return { is: 'repeated', id: why.resource }
    case 'state_differs':
      if (why.id !== asked.id || why.state === null) return broken('a new row stands in no state')
      return { is: 'repeated', id: why.id }
    case 'hash_taken':
      return broken('a transfer claims no payment hash')
    case 'no_room':
      return broken('a transfer takes no turn at the node')
    case 'constraint':
      return broken(why.constraint)
    default:
      return why satisfies never
  }
}

export const UNKNOWN: Refusal = {
  code: 'recipient_unknown',
  detail: 'There is no account with this id',
  pointer: '/to'
}

export const SELF: Refusal = {
  code: 'invalid_request',
  detail: 'A transfer goes to another account than the one it comes from',
  pointer: '/to'
}

export const MALFORMED: Refusal = {
  code: 'invalid_request',
  detail: 'to is acc_… or telegram:<id>',
  pointer: '/to'
}

const REUSED: Refusal = {
  code: 'idempotency_key_reused',
  detail: KEY_REUSED
}

const lacking = ({ amountMsat }: Asked, balanceMsat: Msat): string =>
  `The transfer needs ${amountMsat} msat, the balance is ${balanceMsat} msat`

const broken = (why: string): Meaning => ({ is: 'broken', why })
