// listpays and listsendpays: the evidence of what was sent.
import { wire } from '../../core/msat.ts'
import type { Network } from '../network.ts'
import { pageParts, partsOf, type Part } from '../parts.ts'
import { readBolt11 } from '../read-bolt11.ts'
import { exactInteger } from '../rpc/exact.ts'
import { INVALID_PARAMS, RpcError } from '../rpc/error.ts'
import { method } from '../rpc/method.ts'
import { hex32, may, text, type Params } from '../rpc/params.ts'
import { PAGE, pageOf } from './page.ts'

const FILTERS = { bolt11: may(text), payment_hash: may(hex32), status: may(text), ...PAGE }

export const listpays = method(FILTERS, ({ network }, asked) => ({
  pays: find(network, asked).map(showPay)
}))

export const listsendpays = method(FILTERS, ({ network }, asked) => ({
  payments: find(network, asked).map(showPart)
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

/** One entry per attempt, and every attempt here has one part. */
function showPay(part: Part): object {
  const { status, label } = part
  return {
    bolt11: part.bolt11,
    destination: part.destination,
    payment_hash: part.paymentHash,
    status,
    created_at: part.createdAt,
    ...(status === 'complete' && { completed_at: part.completedAt }),
    ...(label !== undefined && { label }),
    ...(status === 'complete' && { preimage: part.preimage }),
    ...(status !== 'failed' && { amount_msat: wire(part.amountMsat) }),
    amount_sent_msat: status === 'failed' ? 0 : wire(part.sentMsat),
    ...indexes(part)
  }
}

/**
 * What a real node keeps of the error's onion is of no
 * use to anybody; it is here so that the shape is right.
 */
const ERROR_ONION = '00'.repeat(292)

function showPart(part: Part): object {
  const { created_index, updated_index } = indexes(part)
  return {
    created_index,
    id: part.id,
    payment_hash: part.paymentHash,
    groupid: exactInteger(part.groupId),
    ...(updated_index !== undefined && { updated_index }),
    partid: 1,
    destination: part.destination,
    amount_msat: wire(part.amountMsat),
    amount_sent_msat: wire(part.sentMsat),
    created_at: part.createdAt,
    ...(part.completedAt !== undefined && { completed_at: part.completedAt }),
    status: part.status,
    ...(part.preimage !== undefined && { payment_preimage: part.preimage }),
    ...(part.label !== undefined && { label: part.label }),
    bolt11: part.bolt11,
    ...(part.status === 'failed' && { erroronion: ERROR_ONION })
  }
}

const indexes = ({ id, updatedIndex }: Part): { created_index: number; updated_index?: number } =>
  updatedIndex === undefined
    ? { created_index: id }
    : { created_index: id, updated_index: updatedIndex }
