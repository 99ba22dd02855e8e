// Opens a deposit: first the row, then the invoice to show, so that a payment has an owner before
// anyone can pay.
import type { EntityManager } from '@mikro-orm/postgresql'
import assert from 'node:assert/strict'
import { AppError } from '../core/errors.ts'
import { replayed, type Key } from '../core/idempotency.ts'
import { newId, type Id } from '../core/ids.ts'
import { metadataColumn, type Metadata } from '../core/metadata.ts'
import type { Msat } from '../core/msat.ts'
import { plainLines } from '../core/plain-text.ts'
import type { Step } from '../core/step.ts'
import { findRow } from '../db/query.ts'
import { findClaim } from '../ledger/claim.ts'
import { rowsOnly, type Commit, type Guard } from '../ledger/unit.ts'
import { DESCRIPTION_BYTES } from './description.ts'
import { DepositRow, depositView, type Deposit } from './entity.ts'
import type { Method, Shown, Source } from './source.ts'

export type Deps = {
  readonly em: EntityManager
  readonly commit: Commit
  readonly step: Step
  /** The configured sources. */
  readonly sources: readonly Source[]
  /** Whether deposits that do not fund our channels are paused. */
  readonly isPaused: (source: Source, amountMsat: Msat | undefined) => Promise<boolean>
  readonly now: () => Date
}

export type DepositRequest = {
  readonly account: Id
  readonly key: Key
  /** undefined: over Lightning. */
  readonly method?: Method | undefined
  /** undefined: the payer chooses. */
  readonly amountMsat: Msat | undefined
  readonly memo: string | undefined
  readonly metadata?: Metadata | undefined
  readonly expiresInSeconds: number | undefined
}

export type Opened = { readonly deposit: Deposit; readonly replayed: boolean }

/** A repeated request asks the source again if necessary, for the same deposit. */
export async function open(deps: Deps, ask: DepositRequest): Promise<Opened> {
  const { id, replayed } = await record(deps, ask)
  const row = await read(deps.em, id)
  const whole = row.invoice === null ? await complete(deps, row, replayed) : row
  return { deposit: depositView(whole), replayed }
}

async function record(deps: Deps, ask: DepositRequest): Promise<{ id: Id; replayed: boolean }> {
  const { account, key, amountMsat, memo, metadata, expiresInSeconds } = ask
  const source = await takes(deps, ask)
  const id = newId()
  const set = {
    account,
    state: 'creating',
    method: ask.method ?? 'lightning',
    amount_msat: amountMsat ?? null,
    memo: memo === undefined ? null : plainLines(memo, DESCRIPTION_BYTES),
    metadata: metadataColumn(metadata),
    expires_in: expiresInSeconds ?? source?.expirySeconds ?? 0,
    created_at: deps.now()
  }
  const verdict = await deps.step('deposit.open', () =>
    deps.commit({
      entries: [],
      guards: [{ table: 'deposit', id, from: null, set }],
      claims: [{ is: 'idempotency', ...key, account, resource: id }]
    })
  )
  if (verdict.is === 'committed') return { id, replayed: false }
  const { why } = verdict
  assert(why.is === 'key_taken', `a deposit is refused only for its key: ${why.is}`)
  return { id: replayed(why, key), replayed: true }
}

/**
 * undefined if the key was used before: the deposit opened then is shown, whatever is accepted now.
 * @throws {AppError} if no source accepts the request
 */
async function takes(deps: Deps, ask: DepositRequest): Promise<Source | undefined> {
  const wanted = ask.method ?? 'lightning'
  const source = deps.sources.find(({ method }) => method === wanted)
  const refused = await whyNot(deps, ask, source)
  if (refused === undefined) return source
  if (await findClaim(deps.em, ask.key)) return undefined
  throw refused
}

async function whyNot(
  { isPaused }: Deps,
  { amountMsat }: DepositRequest,
  source: Source | undefined
): Promise<AppError | undefined> {
  if (source === undefined) {
    const detail = 'is not offered here: GET /v1/deposit-methods has those that are'
    const fields = [{ pointer: '/method', detail }]
    return new AppError('invalid_request', `/method: ${detail}`, fields)
  }
  const why = source.refuses(amountMsat)
  if (why !== undefined) {
    const fields = [{ pointer: '/amount_msat', detail: why }]
    return new AppError('limit_exceeded', `/amount_msat: ${why}`, fields)
  }
  if (!(await isPaused(source, amountMsat))) return undefined
  const detail =
    'Deposits that do not come in over Lightning are paused, until our channels can send more'
  return new AppError('deposits_paused', detail)
}

/** Fetches and stores the invoice of a row that has none; also for rows left by a crash. */
export async function complete(
  { em, commit, step, sources }: Deps,
  row: DepositRow,
  again: boolean
): Promise<DepositRow> {
  const source = sources.find(({ method }) => method === row.method)
  if (source === undefined) {
    throw new AppError('not_ready', `Deposits by ${row.method} are not configured any more`)
  }
  // Our own node's call has a name of its own.
  const shown = await step(source.polled ? 'deposit.source' : 'deposit.invoice', () =>
    source.open({
      deposit: row.id,
      amountMsat: row.amountMsat ?? undefined,
      description: row.memo ?? 'Deposit',
      expirySeconds: row.expiresIn,
      again
    })
  )
  for (let at = row; at.invoice === null; at = await read(em, row.id)) {
    // Over Lightning it may have been paid already, even before we know the invoice.
    const state = at.state === 'creating' ? 'pending' : at.state
    const set = { state, ...columnsOf(shown) }
    const looks = source.polled ? [lookFor(row.id, source, shown)] : []
    const unit = rowsOnly({ table: 'deposit', id: row.id, from: at.state, set }, ...looks)
    const verdict = await step('deposit.pending', () => commit(unit))
    if (verdict.is === 'committed') continue
    if (verdict.why.is === 'constraint') throw givenBefore(source)
    assert(verdict.why.is === 'state_differs', 'a row moves or moved')
  }
  return read(em, row.id)
}

/** The other deposit keeps it: whatever is paid to it is booked there. */
function givenBefore({ title }: Source): AppError {
  const detail = `${title} gave what another deposit has; send the request again with the same Idempotency-Key`
  return new AppError('not_ready', detail)
}

const columnsOf = (shown: Shown): Guard['set'] => ({
  invoice: shown.invoice,
  bolt11: shown.bolt11,
  payment_hash: shown.paymentHash,
  address: shown.address,
  ways: shown.ways.length === 0 ? null : JSON.stringify(shown.ways),
  warning: shown.warning,
  expires_at: new Date(shown.expiresAt * 1000)
})

const lookFor = (id: Id, { method }: Source, { invoice, until }: Shown): Guard => ({
  table: 'deposit_look',
  id,
  from: null,
  set: {
    source: method,
    invoice,
    version: 0,
    until: until === undefined ? null : new Date(until * 1000)
  }
})

async function read(em: EntityManager, id: Id): Promise<DepositRow> {
  const row = await findRow(em, DepositRow, { id })
  assert(row, 'a key stands for a deposit that is there')
  return row
}
