// Ends a payment that hangs for ever, through the state machine: on an operator's word, with two
// facts that are looked up at this moment, and written down with both (safe-payer.md 3.6).
import { AppError } from '../core/errors.ts'
import type { Id } from '../core/ids.ts'
import type { Commit } from '../ledger/unit.ts'
import { judge, type Sight } from '../lightning/phantom.ts'
import type { Lightning } from '../lightning/port.ts'
import { decide } from '../payment/decide.ts'
import { ending } from '../payment/end.ts'
import type { PaymentRow } from '../payment/entity.ts'
import type { Rows } from '../payment/rows.ts'
import { unitOf } from '../payment/unit.ts'
import { written, type Word } from './operation.ts'

export type Means = {
  readonly rows: Pick<Rows, 'find' | 'sentAgoMs'>
  readonly node: Pick<Lightning, 'info' | 'channels' | 'parts'>
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
  const retryForSeconds = row.retryFor ?? 0
  const judgement = judge(
    { paymentHash: row.paymentHash, outcome, sentAgoMs, retryForSeconds },
    sight
  )
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
async function look({ nodeId, paymentHash }: PaymentRow, { node }: Means): Promise<Sight> {
  const { id } = await node.info()
  if (id !== nodeId) throw refused(`it was sent by the node ${nodeId ?? '?'}, and this is ${id}`)
  const channels = await node.channels()
  return { channels, parts: await node.parts(paymentHash, 0) }
}

/** What an operator is shown, and what is kept: never a preimage. */
export const evidenceOf = (paymentHash: string, { channels, parts }: Sight) => ({
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
