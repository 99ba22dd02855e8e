// Ends a payment that hangs for ever, through the state machine: on an operator's word, with facts
// that are looked up at this moment, and written down with them (safe-payer.md 3.6).
import { AppError } from '../core/errors.ts'
import type { Id } from '../core/ids.ts'
import type { Commit } from '../ledger/unit.ts'
import { judge, type Sight } from '../lightning/phantom.ts'
import type { Lightning } from '../lightning/port.ts'
import { decide } from '../payment/decide.ts'
import { ending } from '../payment/apply-decision.ts'
import { flushXpay, ROUNDS_AFTER_LOSS } from '../payment/fence/flush-xpay.ts'
import type { PaymentRow } from '../payment/entity.ts'
import { labelOf } from '../payment/label.ts'
import type { Rows } from '../payment/rows.ts'
import { guard, unitOf } from '../payment/unit.ts'
import { written, type Word } from './operation.ts'

export type Means = {
  readonly rows: Pick<Rows, 'find' | 'sentAgoMs' | 'isFenced'>
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

/** @throws {AppError} saying what stands against it; nothing has moved then. */
export async function resolvePayment(
  id: Id,
  outcome: 'failed' | 'paid',
  word: Word,
  means: Means
): Promise<PaymentRow> {
  const row = await means.rows.find(id)
  if (row === undefined) throw new AppError('not_found', 'there is no such payment')
  if (row.state !== 'sent') throw refused(`it is ${row.state}: only one that was sent hangs`)
  if (outcome === 'failed' && row.preimage !== null) {
    throw refused('its preimage is known: it was paid')
  }
  const sentAgoMs = await means.rows.sentAgoMs(id)
  const sight = await look(row, means)
  const asked = { paymentHash: row.paymentHash, label: labelOf(row), outcome }
  const judgement = judge(asked, sight)
  if (judgement.is === 'refused') throw refused(judgement.why)
  const decision = decide('sent', row, { is: 'resolved', proof: judgement.proof })
  const reason = decision.next === 'released' ? REASON : undefined
  const set = ending(row, decision, reason, 'operator')
  const unit = unitOf({ payment: row, newId: means.newId }, 'sent', decision, set)
  const note = written(means.newId(), 'payment.resolve', id, word, {
    outcome,
    sent_ago_ms: Math.round(sentAgoMs),
    ...evidenceOf(row.paymentHash, sight)
  })
  const verdict = await means.commit({ ...unit, guards: [...unit.guards, note] })
  if (verdict.is === 'refused') throw refused(`it has just changed (${verdict.why.is})`)
  return (await means.rows.find(id)) ?? row
}

/** The channels before the rows: what ends in between shows in the rows. */
export async function look(
  row: PaymentRow,
  { node, rows }: Pick<Means, 'node' | 'rows'>
): Promise<Sight> {
  const { id } = await node.info()
  if (id !== row.nodeId) {
    throw refused(`it was sent by the node ${row.nodeId ?? '?'}, and this is ${id}`)
  }
  const over = await callOver(row, node, rows)
  const channels = await node.channels()
  return { over, channels, parts: await node.parts(row.paymentHash, 0) }
}

/** Why its call cannot send anything any more, if it cannot. */
async function callOver(
  row: PaymentRow,
  node: Means['node'],
  rows: Means['rows']
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
 * Has the payment's call given up and its generation closed by the gateway that has it, which looks
 * within a minute: what the fence shows then ends it, or does not (safe-payer.md 3.8).
 * @throws {AppError} saying what stands against it
 */
export async function askForFence(id: Id, word: Word, means: Means): Promise<PaymentRow> {
  const row = await means.rows.find(id)
  if (row === undefined) throw new AppError('not_found', 'there is no such payment')
  if (row.state !== 'sent') throw refused(`it is ${row.state}: only one that was sent hangs`)
  if (row.generation === null) {
    throw refused('it was sent without a layer: restart lightningd, and it ends by itself')
  }
  const note = written(means.newId(), 'payment.fence', id, word, { generation: row.generation })
  const guards = [guard(id, 'sent', { state: 'sent', fence_asked: true }), note]
  const verdict = await means.commit({ entries: [], guards, claims: [] })
  if (verdict.is === 'refused') throw refused(`it has just changed (${verdict.why.is})`)
  return row
}

/** What an operator is shown, and what is kept: never a preimage. */
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
