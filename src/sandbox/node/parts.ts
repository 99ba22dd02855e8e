// The sendpays rows of our node: one part per attempt, pending until it ends once.
import { randomBytes } from 'node:crypto'
import { msat, type Msat } from '../../core/msat.ts'
import { counterOf, next } from './counters.ts'
import { seconds, type Network } from './network.ts'
import type { Row, Value } from './store.ts'

export type End = 'settle' | 'fail'

export type Part = {
  /** Is also its created_index. */
  readonly id: number
  readonly updatedIndex: number | undefined
  readonly paymentHash: string
  /** 63 bits: as text, since a number would lose precision. */
  readonly groupId: string
  readonly destination: string
  readonly amountMsat: Msat
  readonly sentMsat: Msat
  readonly createdAt: number
  readonly completedAt: number | undefined
  readonly status: 'pending' | 'complete' | 'failed'
  readonly preimage: string | undefined
  readonly label: string | undefined
  readonly bolt11: string
  readonly endsAs: End | undefined
}

export type NewPart = Pick<
  Part,
  'paymentHash' | 'destination' | 'amountMsat' | 'sentMsat' | 'label' | 'bolt11'
> & {
  /** Shared by all parts of one call. */
  readonly groupId?: string
  /** When and how it ends, in unix ms; undefined: never. */
  readonly due: { readonly at: number; readonly as: End } | undefined
}

const CREATED = counterOf('ours', 'sendpays', 'created')
const UPDATED = counterOf('ours', 'sendpays', 'updated')
export const partEvent = (id: number): string => `part ${id}`

export const drawGroupId = (): string => (randomBytes(8).readBigUInt64BE() >> 1n).toString()

/** Opens a pending part; `end` follows at once if nobody holds it. */
export function openPart(network: Network, part: NewPart): Part {
  const groupId = part.groupId ?? drawGroupId()
  const row = network.store.get(
    `insert into part (id, payment_hash, group_id, destination, amount_msat, sent_msat, created_at,
     status, label, bolt11, ends_ms, ends_as)
     values (?, ?, ?, ?, ?, ?, ?, 'pending', ?, ?, ?, ?) returning *`,
    ...[next(network.store, CREATED), part.paymentHash, groupId, part.destination],
    ...[part.amountMsat, part.sentMsat, seconds(network), part.label ?? null, part.bolt11],
    ...[part.due?.at ?? null, part.due?.as ?? null]
  )
  network.store.tell('deadlines')
  return toPart(row ?? {})
}

/** Ends a pending part: complete with its preimage, or failed without. */
export function closePart(network: Network, id: number, preimage: string | undefined): Part {
  const row = network.store.get(
    `update part set status = ?, preimage = ?, completed_at = ?, updated_index = ?
     where id = ? and status = 'pending' returning *`,
    ...[preimage === undefined ? 'failed' : 'complete', preimage ?? null, seconds(network)],
    ...[next(network.store, UPDATED), id]
  )
  network.store.tell(partEvent(id))
  return toPart(row ?? {})
}

export const findPart = (network: Network, id: number): Part | undefined =>
  select(network, 'id = ?', id)[0]

export const partsOf = (network: Network, paymentHash: string): readonly Part[] =>
  select(network, 'payment_hash = ? order by id', paymentHash)

/** Pending parts whose deadline has passed. */
export const dueParts = (network: Network): readonly Part[] =>
  select(network, `status = 'pending' and ends_ms <= ? order by ends_ms, id`, network.now())

/** Pages ordered by an index, from `start`. */
export function pageParts(
  network: Network,
  index: 'created' | 'updated',
  start: number,
  limit: number
): readonly Part[] {
  const column = index === 'created' ? 'id' : 'updated_index'
  return select(network, `${column} >= ? order by ${column} limit ?`, start, limit)
}

const select = (network: Network, where: string, ...values: readonly Value[]) =>
  network.store.all(`select * from part where ${where}`, ...values).map(toPart)

function toPart(row: Row): Part {
  const text = (name: string) => (row[name] === null ? undefined : String(row[name]))
  const number = (name: string) => (row[name] === null ? undefined : Number(row[name]))
  return {
    id: Number(row['id']),
    updatedIndex: number('updated_index'),
    paymentHash: String(row['payment_hash']),
    groupId: String(row['group_id']),
    destination: String(row['destination']),
    amountMsat: msat(row['amount_msat'] as bigint),
    sentMsat: msat(row['sent_msat'] as bigint),
    createdAt: Number(row['created_at']),
    completedAt: number('completed_at'),
    status: row['status'] as Part['status'],
    preimage: text('preimage'),
    label: text('label'),
    bolt11: String(row['bolt11']),
    endsAs: row['ends_as'] === null ? undefined : (row['ends_as'] as End)
  }
}
