// Ends a payment that is stuck for ever, through the state machine: at an operator's request, with
// evidence that is read at that moment and recorded with it (safe-payer.md 3.6).
import { AppError } from '../core/errors.ts'
import type { Id } from '../core/ids.ts'
import { rowsOnly, type Commit } from '../ledger/unit.ts'
import { judgePhantom, type Sight } from '../lightning/phantom.ts'
import type { Lightning } from '../lightning/port.ts'
import { decide } from '../payment/decide.ts'
import { flushXpay, ROUNDS_AFTER_LOSS } from '../payment/fence/flush-xpay.ts'
import { type PaymentRow, paymentLabel } from '../payment/entity.ts'
import type { PaymentRows } from '../payment/rows.ts'
import { ending, paymentGuard, unitOf } from '../payment/unit.ts'
import { operationRow, type Word } from './operation.ts'

export type Deps = {
  readonly rows: Pick<PaymentRows, 'find' | 'sentAgoMs' | 'isFenced'>
  readonly node: Pick<
    Lightning,
    'info' | 'identity' | 'channels' | 'parts' | 'attempts' | 'ownInvoice' | 'router'
  >
  readonly commit: Commit
  readonly newId: () => Id
}

const REASON = {
  code: 'node_error',
  detail: 'An operator ended it: nothing of it is on its way any more, and nothing was paid.'
}

/** @throws {AppError} saying what speaks against it; then nothing has moved. */
export async function resolvePayment(
  id: Id,
  outcome: 'failed' | 'paid',
  word: Word,
  deps: Deps
): Promise<PaymentRow> {
  const row = await sentRow(id, deps)
  if (outcome === 'failed' && row.preimage !== null) {
    throw refused('its preimage is known: it was paid')
  }
  const sentAgoMs = await deps.rows.sentAgoMs(id)
  const sight = await lookAtNode(row, deps)
  const asked = { paymentHash: row.paymentHash, label: paymentLabel(row), outcome }
  const judgement = judgePhantom(asked, sight)
  if (judgement.is === 'refused') throw refused(judgement.why)
  const decision = decide('sent', row, { is: 'resolved', proof: judgement.proof })
  const reason = decision.next === 'released' ? REASON : undefined
  const set = ending(row, decision, reason, 'operator')
  const unit = unitOf({ payment: row, newId: deps.newId }, 'sent', decision, set)
  const note = operationRow(deps.newId(), 'payment.resolve', id, word, {
    outcome,
    sent_ago_ms: Math.round(sentAgoMs),
    ...evidenceOf(row.paymentHash, sight)
  })
  const verdict = await deps.commit({ ...unit, guards: [...unit.guards, note] })
  if (verdict.is === 'refused') throw refused(`it has just changed (${verdict.why.is})`)
  return (await deps.rows.find(id)) ?? row
}

async function sentRow(id: Id, { rows }: Pick<Deps, 'rows'>): Promise<PaymentRow> {
  const row = await rows.find(id)
  if (row === undefined) throw new AppError('not_found', 'there is no such payment')
  if (row.state !== 'sent') throw refused(`it is ${row.state}: only one that was sent hangs`)
  return row
}

/** Reads the channels before the rows: a part that ends in between shows in the rows. */
export async function lookAtNode(
  row: PaymentRow,
  { node, rows }: Pick<Deps, 'node' | 'rows'>
): Promise<Sight> {
  const { id } = await node.info()
  if (id !== row.nodeId) {
    throw refused(`it was sent by the node ${row.nodeId ?? '?'}, and this is ${id}`)
  }
  const over = await callOver(row, node, rows)
  const channels = await node.channels()
  return { over, channels, parts: await node.parts(row.paymentHash, 0) }
}

/** Why its call can no longer send anything, if that is so. */
async function callOver(
  row: PaymentRow,
  node: Deps['node'],
  rows: Deps['rows']
): Promise<Sight['over']> {
  const identity = await node.identity()
  if (row.nodeIdentity !== null && identity !== undefined && identity !== row.nodeIdentity) {
    return 'restarted'
  }
  if (!(await rows.isFenced(row.id))) return undefined
  if (row.payee === row.nodeId) {
    // An invoice of our own node takes no route that a layer could close.
    if ((await node.ownInvoice(row.paymentHash)) === 'unpaid') return undefined
  }
  await flushXpay(node, row.paymentHash, ROUNDS_AFTER_LOSS)
  return 'fenced'
}

/**
 * Makes the gateway that drives the payment, which checks every minute, abandon its call and fence
 * its generation: what the node shows then ends the payment, or does not (safe-payer.md 3.8).
 * @throws {AppError} saying what speaks against it
 */
export async function askForFence(id: Id, word: Word, deps: Deps): Promise<PaymentRow> {
  const row = await sentRow(id, deps)
  if (row.generation === null) {
    throw refused('it was sent without a layer: restart lightningd, and it ends by itself')
  }
  const note = operationRow(deps.newId(), 'payment.fence', id, word, { generation: row.generation })
  const asked = paymentGuard(id, 'sent', { state: 'sent', fence_asked: true })
  const verdict = await deps.commit(rowsOnly(asked, note))
  if (verdict.is === 'refused') throw refused(`it has just changed (${verdict.why.is})`)
  return row
}

/** The evidence shown to the operator and recorded: never a preimage. */
export const evidenceOf = (paymentHash: string, { over, channels, parts }: Sight) => ({
  call_over: over ?? null,
  channels: channels.length,
  channels_with_htlc: channels.filter(one => one.htlcHashes.includes(paymentHash)).length,
  rows: parts.map(part => ({
    source: part.source,
    status: part.status,
    created_index: part.createdIndex,
    label: part.label ?? null,
    amount_sent_msat: part.amountSentMsat === undefined ? null : String(part.amountSentMsat)
  }))
})

const refused = (why: string): AppError => new AppError('invalid_request', `Not ended: ${why}.`)
