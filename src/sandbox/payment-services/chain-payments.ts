// Payments on the simulated chains: seen at once, and confirmed by a block every few seconds. A
// reorganisation removes one, or brings it back.
import { randomBytes } from 'node:crypto'
import bech32 from 'bech32'
import type { Network } from '../node/network.ts'
import type { Row } from '../node/store.ts'

export type Coin = 'BTC' | 'LTC'

export type ChainPayment = {
  readonly coin: Coin
  readonly txid: string
  readonly vout: number
  readonly address: string
  readonly sats: bigint
  readonly atMs: number
  readonly confirmations: number
  /** By a reorganisation. */
  readonly gone: boolean
}

/** Short enough that somebody watching sees progress. */
const BLOCK_MS = 10_000

/** The event of each new or changed payment. */
export const CHAIN_EVENT = 'chain'

const PREFIXES = { BTC: 'bcrt', LTC: 'rltc' } as const

/** A version 0 witness program with a valid checksum, whose key nobody has. */
export const newAddress = (coin: Coin): string =>
  bech32.encode(PREFIXES[coin], [0, ...bech32.toWords(randomBytes(20))])

export const coinOf = (address: string): Coin | undefined => {
  const lower = address.toLowerCase()
  return (Object.keys(PREFIXES) as Coin[]).find(coin => lower.startsWith(`${PREFIXES[coin]}1`))
}

/** Formats hundred-millionths of a coin. */
export const decimal = (units: bigint): string => {
  const text = (units < 0n ? -units : units).toString().padStart(9, '0')
  return `${units < 0n ? '-' : ''}${text.slice(0, -8)}.${text.slice(-8)}`
}

export function payOnChain(
  network: Network,
  wish: {
    readonly address: string
    readonly coin: Coin
    readonly sats: bigint
    readonly confirmations: number
  }
): { readonly txid: string; readonly vout: number } {
  const [txid, vout] = [randomBytes(32).toString('hex'), 0]
  network.store.transaction(() => {
    network.store.run(
      `insert into chain_payment (coin, txid, vout, address, sats, at_ms, confirmations)
       values (?, ?, ?, ?, ?, ?, ?)`,
      ...[wish.coin, txid, vout, wish.address, wish.sats, network.now(), wish.confirmations]
    )
    network.store.tell(CHAIN_EVENT)
  })
  return { txid, vout }
}

/** Simulates a reorganisation: the payment is in no block any more, or in one again. */
export function reorganise(network: Network, txid: string, gone: boolean): void {
  network.store.transaction(() => {
    const sql = 'update chain_payment set gone = ? where txid = ?'
    network.store.run(sql, gone ? 1 : 0, txid)
    network.store.tell(CHAIN_EVENT)
  })
}

/** Payments to the address; those that are gone come last. */
export const paidTo = (network: Network, address: string): readonly ChainPayment[] =>
  network.store
    .all('select * from chain_payment where address = ? order by gone, id', address)
    .map(row => toPayment(network, row))

/** Payments to the addresses of the simulated wallet, oldest first. */
export const paidToWallet = (network: Network): readonly ChainPayment[] =>
  network.store
    .all(
      `select c.* from chain_payment c join wallet_address w on w.address = c.address
       where gone = 0 order by c.id`
    )
    .map(row => toPayment(network, row))

function toPayment(network: Network, row: Row): ChainPayment {
  const atMs = Number(row['at_ms'])
  const blocks = Math.floor((network.now() - atMs) / BLOCK_MS)
  return {
    coin: row['coin'] as Coin,
    txid: String(row['txid']),
    vout: Number(row['vout']),
    address: String(row['address']),
    sats: row['sats'] as bigint,
    atMs,
    confirmations: Number(row['confirmations']) + blocks,
    gone: row['gone'] === 1n
  }
}
