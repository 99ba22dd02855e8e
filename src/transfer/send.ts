// Makes one transfer: one unit, and nothing read before it if the recipient is named by account.
import type { EntityManager } from '@mikro-orm/postgresql'
import assert from 'node:assert/strict'
import { aboveCeiling, isAllowed, type Allowance } from '../core/allowance.ts'
import { AppError } from '../core/errors.ts'
import type { Key } from '../core/idempotency.ts'
import { newId, type Id } from '../core/ids.ts'
import type { Step } from '../core/step.ts'
import { findRow } from '../db/query.ts'
import type { Commit } from '../ledger/unit.ts'
import type { Claims } from './claims.ts'
import { decide, type Refusal } from './decide.ts'
import { transferView, TransferRow, type Transfer } from './entity.ts'
import { plan, type Terms, type TransferRequest } from './plan.ts'
import { lookUp, recipientOf } from './recipient.ts'

export type Deps = Terms & {
  readonly em: EntityManager
  readonly commit: Commit
  readonly step: Step
  readonly now: () => Date
  readonly claims: Claims
}

export type Sent = { readonly transfer: Transfer; readonly replayed: boolean }

export type Send = (
  from: Id,
  key: Key,
  request: TransferRequest,
  allowance?: Allowance
) => Promise<Sent>

export async function send(
  deps: Deps,
  from: Id,
  key: Key,
  request: TransferRequest,
  allowance?: Allowance
): Promise<Sent> {
  const { em, commit, step, now, claims } = deps
  const recipient = recipientOf(request.to, from, await lookUp(em, [request.to]))
  if (recipient.is === 'nobody') throw toError(recipient.refusal)
  if (!isAllowed(allowance, request.amountMsat)) {
    throw new AppError('limit_exceeded', aboveCeiling(allowance, request.amountMsat))
  }
  const id = newId()
  const { unit, transfer } = plan({ id, from, request, allowance, at: now() }, recipient, deps)
  const claim = { is: 'idempotency', ...key, account: from, resource: id } as const
  const verdict = await step('transfer.move', () =>
    commit({ ...unit, claims: [claim, ...unit.claims] })
  )
  const asked = { id, from, amountMsat: request.amountMsat, fingerprint: key.fingerprint }
  const meaning = decide(verdict, asked)
  switch (meaning.is) {
    case 'made': {
      // It is booked: a database that is unavailable now does not undo it.
      const caughtUp =
        transfer.status === 'claimable' && (await claims.catchUp([transfer.to]).catch(() => false))
      const now = caughtUp ? await read(em, id).catch(() => transfer) : transfer
      return { transfer: now, replayed: false }
    }
    case 'repeated':
      return { transfer: await read(em, meaning.id), replayed: true }
    case 'refused':
      throw toError(meaning)
    case 'broken':
      return assert.fail(meaning.why)
    default:
      return meaning satisfies never
  }
}

export function toError({ code, detail, pointer }: Refusal): AppError {
  return new AppError(code, detail, pointer === undefined ? [] : [{ pointer, detail }])
}

async function read(em: EntityManager, id: Id): Promise<Transfer> {
  const row = await findRow(em, TransferRow, { id })
  assert(row, 'a key stands for a transfer that is there')
  return transferView(row)
}
