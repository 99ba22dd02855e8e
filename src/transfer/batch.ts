// Makes up to a thousand transfers under one Idempotency-Key, each succeeding or failing on its
// own. The key is claimed for the batch first. The id of each part is derived from the batch's id
// and the part's position. Its row is created together with the money in one unit, or as 'refused'
// without any; so each part is decided once, whoever repeats the request, concurrently or after a
// crash half-way.
import assert from 'node:assert/strict'
import { hash } from 'node:crypto'
import { aboveCeiling, isAllowed, type Allowance } from '../core/allowance.ts'
import { AppError } from '../core/errors.ts'
import type { Key } from '../core/idempotency.ts'
import { fromHex, type Id } from '../core/ids.ts'
import { findRows } from '../db/query.ts'
import { claimKey } from '../ledger/claim.ts'
import type { Commit } from '../ledger/unit.ts'
import { decide, type Refusal } from './decide.ts'
import type { Deps } from './deps.ts'
import { transferView, TransferRow, type Transfer } from './entity.ts'
import { plan, refused, type Sending, type TransferRequest } from './plan.ts'
import { lookUp, recipientOf, type Known } from './recipient.ts'

export type BatchResult =
  | { readonly transfer: Transfer; readonly error: null }
  | { readonly transfer: null; readonly error: Pick<Refusal, 'code' | 'detail'> }

export type BatchSent = { readonly results: readonly BatchResult[]; readonly replayed: boolean }

export const BATCH_MAX = 1000

export async function batch(
  deps: Deps,
  from: Id,
  key: Key,
  requests: readonly TransferRequest[],
  allowance?: Allowance
): Promise<BatchSent> {
  if (requests.length < 1 || requests.length > BATCH_MAX) {
    const detail = `A batch is of 1 to ${BATCH_MAX} transfers`
    throw new AppError('invalid_request', detail, [{ pointer: '/transfers', detail }])
  }
  const commit: Commit = unit => deps.step('transfer.batch', () => deps.commit(unit))
  const { id, replayed } = await claimKey(commit, from, key)
  const at = deps.now()
  const sendings = requests.map((request, place) => ({
    id: partOf(id, place),
    from,
    request,
    allowance,
    at
  }))
  const ids = sendings.map(sending => sending.id)
  const before = replayed ? await read(deps, ids) : new Map<Id, BatchResult>()
  const left = sendings.filter(sending => !before.has(sending.id))
  const now = await carryOut(deps, left)
  const results = ids.map(id => before.get(id) ?? now.get(id) ?? assert.fail('undecided'))
  return { results, replayed }
}

/** A uuid v7 with the batch's time; 74 bits of a digest replace the random ones. */
function partOf(batch: Id, place: number): Id {
  const digest = hash('sha256', `${batch}\n${place}`, 'hex')
  const time = batch.replaceAll('-', '').slice(0, 12)
  return fromHex(`${time}7${digest.slice(0, 3)}8${digest.slice(3, 18)}`)
}

async function carryOut(deps: Deps, sendings: readonly Sending[]): Promise<Results> {
  const receivers = sendings.map(sending => sending.request.to)
  const known = await lookUp(deps.em, receivers)
  const done = await Promise.all(sendings.map(async sending => settle(deps, sending, known)))
  const results = new Map(done.filter(result => result !== undefined))
  const people = [...results.values()].flatMap(({ transfer }) =>
    transfer?.status === 'claimable' ? [transfer.to] : []
  )
  const changed = people.length > 0 && (await deps.claims.catchUp(people))
  const others = sendings.map(({ id }) => id).filter(id => changed || !results.has(id))
  return new Map([...results, ...(await read(deps, others))])
}

/** undefined if a concurrent repeat of the request decided it: its row tells how. */
async function settle(
  deps: Deps,
  sending: Sending,
  known: Known
): Promise<readonly [Id, BatchResult] | undefined> {
  const { id, from, request } = sending
  const recipient = recipientOf(request.to, from, known)
  if (recipient.is === 'nobody') return refuse(deps, sending, recipient.refusal)
  if (!isAllowed(sending.allowance, request.amountMsat)) {
    const detail = aboveCeiling(sending.allowance, request.amountMsat)
    return refuse(deps, sending, { code: 'limit_exceeded', detail })
  }
  const { unit, transfer } = plan(sending, recipient, deps)
  const asked = { id, from, amountMsat: request.amountMsat, fingerprint: undefined }
  const meaning = decide(await deps.step('transfer.part', () => deps.commit(unit)), asked)
  switch (meaning.is) {
    case 'made':
      return [id, { transfer, error: null }]
    case 'repeated':
      return undefined
    case 'refused':
      return refuse(deps, sending, meaning)
    case 'broken':
      return assert.fail(meaning.why)
    default:
      return meaning satisfies never
  }
}

async function refuse(
  { commit, step }: Deps,
  sending: Sending,
  { code, detail }: Refusal
): Promise<readonly [Id, BatchResult] | undefined> {
  const verdict = await step('transfer.refusal', () => commit(refused(sending, { code, detail })))
  if (verdict.is === 'committed') {
    return [sending.id, { transfer: null, error: { code, detail } }]
  }
  assert(verdict.why.is === 'state_differs', `a refusal is refused only once: ${verdict.why.is}`)
  return undefined
}

type Results = ReadonlyMap<Id, BatchResult>

async function read({ em }: Deps, ids: readonly Id[]): Promise<Results> {
  if (ids.length === 0) return new Map()
  const rows = await findRows(em, TransferRow, { id: [...ids] })
  return new Map(rows.map(row => [row.id, resultOf(row)]))
}

function resultOf(row: TransferRow): BatchResult {
  if (row.state !== 'refused') return { transfer: transferView(row), error: null }
  const { errorCode, errorDetail } = row
  assert(errorCode && errorDetail, 'what was refused says why')
  return { transfer: null, error: { code: errorCode, detail: errorDetail } }
}
