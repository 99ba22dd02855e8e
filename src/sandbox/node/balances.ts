// Tracks the balance of each side of each channel, and the amounts locked in HTLCs; the total never
// changes.
import assert from 'node:assert/strict'
import { msat, type Msat } from '../../core/msat.ts'
import type { NodeName } from './nodes.ts'
import { CHANNELS, type Channel, type Hop } from './route.ts'
import type { Store } from './store.ts'

export type Htlc = {
  readonly id: number
  readonly payer: NodeName
  readonly amountMsat: Msat
  readonly paymentHash: string
}

export function openChannels(store: Store): void {
  for (const { scid, a, b, capacityMsat } of CHANNELS) {
    const half = capacityMsat / 2n
    store.run(
      'insert or ignore into channel (scid, a, b, capacity_msat, a_msat, b_msat) values (?, ?, ?, ?, ?, ?)',
      ...[scid, a, b, capacityMsat, half, capacityMsat - half]
    )
  }
}

/** What `node` could send through the channel now. */
export function sideOf(store: Store, channel: Channel, node: NodeName): Msat {
  const row = store.get('select a_msat, b_msat from channel where scid = ?', channel.scid)
  return msat(row?.[channel.a === node ? 'a_msat' : 'b_msat'] as bigint)
}

/** The first hop whose payer has too little on its side. */
export const bottleneck = (store: Store, hops: readonly Hop[]): Hop | undefined =>
  hops.find(hop => sideOf(store, hop.channel, hop.payer) < hop.amountMsat)

/** Makes a payment that nobody holds: all hops at once. */
export function move(store: Store, hops: readonly Hop[]): void {
  for (const { channel, payer, amountMsat } of hops) {
    put(store, channel.scid, channel.a === payer, 0n - amountMsat)
    put(store, channel.scid, channel.a !== payer, amountMsat)
  }
}

/** Takes the amounts from their payers and locks them until the part ends. */
export function lock(store: Store, part: number, hops: readonly Hop[]): void {
  for (const { channel, payer, amountMsat } of hops) {
    put(store, channel.scid, channel.a === payer, 0n - amountMsat)
    store.run(
      'insert into htlc (scid, part, payer, amount_msat) values (?, ?, ?, ?)',
      ...[channel.scid, part, payer, amountMsat]
    )
  }
}

/** Ends the HTLCs of a part: forward to the payees, or back to the payers. */
export function unlock(store: Store, part: number, settled: boolean): void {
  for (const row of store.all('select scid, payer, amount_msat from htlc where part = ?', part)) {
    const channel = CHANNELS.find(c => c.scid === row['scid'])
    assert(channel, 'an HTLC lies in a channel')
    const toPayer = channel.a === row['payer']
    put(store, channel.scid, settled ? !toPayer : toPayer, row['amount_msat'] as bigint)
  }
  store.run('delete from htlc where part = ?', part)
}

export function htlcsIn(store: Store, scid: string): readonly Htlc[] {
  const rows = store.all(
    `select htlc.id, payer, htlc.amount_msat, payment_hash
     from htlc join part on part.id = htlc.part where scid = ? order by htlc.id`,
    scid
  )
  return rows.map(row => ({
    id: Number(row['id']),
    payer: row['payer'] as NodeName,
    amountMsat: msat(row['amount_msat'] as bigint),
    paymentHash: String(row['payment_hash'])
  }))
}

/** Channels whose two sides and HTLCs do not add up to the capacity; always none. */
export const unbalanced = (store: Store): readonly string[] =>
  store
    .all(
      `select scid from channel where capacity_msat <> a_msat + b_msat +
       (select coalesce(sum(amount_msat), 0) from htlc where htlc.scid = channel.scid)`
    )
    .map(row => String(row['scid']))

const put = (store: Store, scid: string, onA: boolean, amountMsat: bigint): void =>
  store.run(
    onA
      ? 'update channel set a_msat = a_msat + ? where scid = ?'
      : 'update channel set b_msat = b_msat + ? where scid = ?',
    amountMsat,
    scid
  )
