// Asks for money: the row first, then the invoice, so that
// what its label means is known before anyone can pay it.
import type { EntityManager } from '@mikro-orm/postgresql'
import assert from 'node:assert/strict'
import { AppError } from '../core/errors.ts'
import type { Key } from '../core/idempotency.ts'
import { newId, type Id } from '../core/ids.ts'
import { metadataColumn, type Metadata } from '../core/metadata.ts'
import type { Msat } from '../core/msat.ts'
import { cutBytes, plainLines } from '../core/plain-text.ts'
import type { Commit } from '../ledger/unit.ts'
import { NodeRefused, NodeSilent, type Invoice, type Lightning } from '../lightning/port.ts'
import { labelOf } from './decide.ts'
import { DepositRow, show, type Deposit } from './entity.ts'

export type Means = {
  readonly em: EntityManager
  readonly commit: Commit
  readonly node: Pick<Lightning, 'invoice'>
  readonly now: () => Date
}

export type Ask = {
  readonly account: Id
  readonly key: Key
  /** Undefined: whoever pays chooses. */
  readonly amountMsat: Msat | undefined
  readonly memo: string | undefined
  readonly metadata?: Metadata | undefined
  readonly expiresInSeconds: number | undefined
}

const EXPIRES_IN = 3600
/** BOLT 11 holds as much; the memo itself is kept whole. */
const DESCRIPTION_BYTES = 639

/** A repeat asks the node again if it has to: with the same label, for the same invoice. */
export async function open(
  means: Means,
  ask: Ask
): Promise<{ readonly deposit: Deposit; readonly replayed: boolean }> {
  const { id, replayed } = await record(means, ask)
  const row = await read(means.em, id)
  return { deposit: show(row.bolt11 === null ? await complete(means, row) : row), replayed }
}

async function record({ commit, now }: Means, ask: Ask): Promise<{ id: Id; replayed: boolean }> {
  const { account, key, amountMsat, memo, metadata, expiresInSeconds } = ask
  const id = newId()
  const set = {
    account,
    state: 'creating',
    method: 'lightning',
    amount_msat: amountMsat ?? null,
    memo: memo === undefined ? null : plainLines(memo, DESCRIPTION_BYTES),
    metadata: metadataColumn(metadata),
    expires_in: expiresInSeconds ?? EXPIRES_IN,
    created_at: now()
  }
  const verdict = await commit({
    entries: [],
    guards: [{ table: 'deposit', id, from: null, set }],
    claims: [{ is: 'idempotency', ...key, account, resource: id }]
  })
  if (verdict.is === 'committed') return { id, replayed: false }
  const { why } = verdict
  assert(why.is === 'key_taken', `a deposit is refused only for its key: ${why.is}`)
  if (why.fingerprint === key.fingerprint) return { id: why.resource, replayed: true }
  const detail = 'This Idempotency-Key came with another request before; use a new one'
  throw new AppError('idempotency_key_reused', detail)
}

/** Gets the invoice for a row that has none, and keeps it; also for what a crash left behind. */
export async function complete({ em, commit, node }: Means, row: DepositRow): Promise<DepositRow> {
  const invoice = await invoiceFor(node, row)
  for (let at = row; at.bolt11 === null; at = await read(em, row.id)) {
    // It may have been paid by now, even before we know how it reads.
    const state = at.state === 'creating' ? 'pending' : at.state
    const { bolt11, paymentHash, warning } = invoice
    const expires_at = new Date(invoice.expiresAt * 1000)
    const kept = { bolt11, payment_hash: paymentHash, expires_at, warning: warning ?? null }
    const verdict = await commit({
      entries: [],
      guards: [{ table: 'deposit', id: row.id, from: at.state, set: { state, ...kept } }],
      claims: []
    })
    assert(verdict.is === 'committed' || verdict.why.is === 'state_differs', 'a row moves or moved')
  }
  return read(em, row.id)
}

async function invoiceFor(node: Means['node'], row: DepositRow): Promise<Invoice> {
  try {
    return await node.invoice({
      amountMsat: row.amountMsat ?? undefined,
      label: labelOf(row.id),
      description: cutBytes(row.memo ?? 'Deposit', DESCRIPTION_BYTES),
      expirySeconds: row.expiresIn
    })
  } catch (cause) {
    if (!(cause instanceof NodeSilent || cause instanceof NodeRefused)) throw cause
    const detail = 'The node gave no invoice; send the request again with the same Idempotency-Key'
    throw new AppError('node_unavailable', detail, [], cause)
  }
}

async function read(em: EntityManager, id: Id): Promise<DepositRow> {
  const row = await em.fork().findOne(DepositRow, { id }, { disableIdentityMap: true })
  assert(row, 'a key stands for a deposit that is there')
  return row
}
