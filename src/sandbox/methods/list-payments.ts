// listpays and listsendpays: the rows that are the evidence of sent payments.
import assert from 'node:assert/strict'
import { msat, wire, type Msat } from '../../core/msat.ts'
import type { Network } from '../node/network.ts'
import { pageParts, partsOf, type Part } from '../node/parts.ts'
import { readBolt11 } from '../node/read-bolt11.ts'
import { exactInteger } from '../rpc/exact.ts'
import { INVALID_PARAMS, RpcError } from '../rpc/error.ts'
import { method } from '../rpc/method.ts'
import { hex32, may, text, type Params } from '../rpc/params.ts'
import { attemptOngoing } from '../xpay/ongoing.ts'
import { PAGE, pageOf } from './page.ts'

const FILTERS = { bolt11: may(text), payment_hash: may(hex32), status: may(text), ...PAGE }

export const listpays = method(FILTERS, ({ network }, asked) => ({
  pays: [...Map.groupBy(find(network, asked), groupOf).values()].map(parts =>
    showPay(network, parts)
  )
}))

export const listsendpays = method(FILTERS, ({ network }, asked) => ({
  payments: find(network, asked).map(part => showPart(network, part))
}))

function find(network: Network, asked: Params<typeof FILTERS>): readonly Part[] {
  const { bolt11, payment_hash, status } = asked
  if (bolt11 !== undefined && payment_hash !== undefined)
    throw new RpcError(INVALID_PARAMS, 'Can only specify one of {bolt11} or {payment_hash}')
  const hash = bolt11 === undefined ? payment_hash : hashOf(bolt11)
  const { index, start, limit } = pageOf(asked)
  const parts =
    hash === undefined ? pageParts(network, index, start, limit) : partsOf(network, hash)
  return status === undefined ? parts : parts.filter(part => part.status === status)
}

function hashOf(bolt11: string): string {
  const reading = readBolt11(bolt11)
  if (reading.is === 'invoice' && reading.invoice.currency === 'bcrt')
    return reading.invoice.paymentHash
  throw new RpcError(INVALID_PARAMS, 'Invalid invstring: invalid bech32 string')
}

const groupOf = ({ paymentHash, groupId }: Part): string => `${paymentHash} ${groupId}`

/** One entry per call, combining its parts (listpays.c). */
function showPay(network: Network, parts: readonly Part[]): object {
  const [first] = parts
  assert(first, 'a group has a part')
  const complete = parts.filter(part => part.status === 'complete')
  const alive = parts.filter(part => part.status !== 'failed')
  const sum = (amounts: readonly Msat[]) => wire(msat(amounts.reduce((a, b) => a + b, 0n)))
  const completedAt = complete.map(part => part.completedAt ?? 0)
  const updated = parts.map(part => part.updatedIndex ?? 0)
  return {
    bolt11: first.bolt11,
    destination: first.destination,
    payment_hash: first.paymentHash,
    status: statusOf(network, parts),
    created_at: first.createdAt,
    completed_at: complete.length > 0 ? Math.min(...completedAt) : undefined,
    label: first.label,
    preimage: complete.at(-1)?.preimage,
    amount_msat: alive.length > 0 ? sum(alive.map(part => part.amountMsat)) : undefined,
    amount_sent_msat: sum(alive.map(part => part.sentMsat)),
    number_of_parts: alive.length > 1 ? alive.length : undefined,
    created_index: Math.min(...parts.map(part => part.id)),
    updated_index: updated.some(index => index > 0) ? Math.max(...updated) : undefined
  }
}

function statusOf(network: Network, parts: readonly Part[]): Part['status'] {
  if (parts.some(part => part.status === 'complete')) return 'complete'
  const pending = parts.some(part => part.status === 'pending')
  const ongoing = parts.some(part => attemptOngoing(network, part.paymentHash))
  return pending || ongoing ? 'pending' : 'failed'
}

/** A real node stores the error's onion, which nobody can use; here only its shape is right. */
const ERROR_ONION = '00'.repeat(292)

function showPart(network: Network, part: Part): object {
  return {
    created_index: part.id,
    id: part.id,
    payment_hash: part.paymentHash,
    groupid: exactInteger(part.groupId),
    updated_index: part.updatedIndex,
    partid: partIdOf(network, part),
    destination: part.destination,
    amount_msat: wire(part.amountMsat),
    amount_sent_msat: wire(part.sentMsat),
    created_at: part.createdAt,
    completed_at: part.completedAt,
    status: part.status,
    payment_preimage: part.preimage,
    label: part.label,
    bolt11: part.bolt11,
    erroronion: part.status === 'failed' ? ERROR_ONION : undefined
  }
}

/** xpay numbers its parts from 1. */
const partIdOf = (network: Network, { id, ...part }: Part): number =>
  partsOf(network, part.paymentHash).filter(
    other => other.groupId === part.groupId && other.id <= id
  ).length
