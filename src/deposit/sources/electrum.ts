// On-chain deposits through an Electrum daemon with a watch-only wallet: an address for each, never
// reused; payments are read from the wallet's own history, which Electrum verifies.
import { larger, msat, type Msat } from '../../core/msat.ts'
import type { Evidence } from '../decide.ts'
import { bitcoinText, ofBitcoin, ofSats, readDecimal } from '../coins.ts'
import {
  SourceRefused,
  type Asked,
  type Polled,
  type Shown,
  type Sighting,
  type Source,
  type Wanted
} from '../source.ts'
import { fieldsOf, listOf, notOpened, textOf } from './ask.ts'
import type { Electrum } from './electrum-wire.ts'
import { refuses } from './whole-sats.ts'

const AT_ONCE = 1_000
/** Below this an output costs more than it is worth. */
const DUST = msat(546_000)
const DAY = 24 * 60 * 60
/** The most addresses that one request tries. */
const TRIES = 20
/**
 * An address is valid for ever, but not watched for ever: late payments are credited within this
 * time.
 */
const WATCHED_SECONDS = 180 * DAY

export type Deps = {
  readonly wire: Electrum
  readonly minMsat: Msat
  readonly confirmations: number
  /** URL that the daemon notifies of a changed address. */
  readonly notice: string
  readonly now: () => Date
}

export function electrum(deps: Deps): Source & { readonly polled: Polled } {
  const minMsat = larger(deps.minMsat, DUST)
  // The daemon keeps subscriptions in memory only, and so do we: after a restart of ours they are
  // renewed.
  const watched = new Set<string>()
  return {
    method: 'onchain',
    title: 'Bitcoin (on-chain)',
    minMsat,
    maxMsat: null,
    confirmations: deps.confirmations,
    fundsChannels: false,
    expirySeconds: DAY,
    policy:
      `Credited is what came to the address, output by output, after ${deps.confirmations} ` +
      `blocks; less than ${minMsat / 1000n} sat is shown and not credited. The address is for ` +
      'this deposit alone; what comes late is credited for half a year.',
    refuses: amount => refuses(amount, minMsat),
    open: wanted =>
      open(deps, wanted, watched).catch((error: unknown) => {
        throw notOpened('Electrum', error)
      }),
    polled: { atOnce: AT_ONCE, sight: asked => sight(deps, asked, watched) }
  }
}

/** A repeated request creates another address: one whose answer was lost is never used. */
async function open(deps: Deps, wanted: Wanted, watched: Set<string>): Promise<Shown> {
  const { wire, notice, now } = deps
  const address = await unpaidAddress(wire)
  await wire.widenGap()
  watched.add(address)
  await wire.notify(address, notice)
  const { amountMsat } = wanted
  const amount = amountMsat === undefined ? null : bitcoinText(amountMsat / 1000n)
  const link = `bitcoin:${address}${amount === null ? '' : `?amount=${amount}`}`
  const expiresAt = Math.floor(now().getTime() / 1000) + wanted.expirySeconds
  const way = {
    method: 'BTC-CHAIN',
    currency: 'BTC',
    destination: address,
    link,
    amount,
    rate: null
  }
  return {
    invoice: address,
    bolt11: null,
    paymentHash: null,
    address,
    ways: [way],
    warning: null,
    expiresAt,
    until: expiresAt + WATCHED_SECONDS
  }
}

/**
 * A wallet that was restored from its key does not know which addresses beyond its gap limit were
 * given out, and paid, before.
 */
async function unpaidAddress(wire: Electrum): Promise<string> {
  for (let tries = 0; tries < TRIES; tries++) {
    const address = await wire.newAddress()
    if (!(await wire.wasPaid(address))) return address
  }
  throw new SourceRefused('Electrum: its next addresses were paid before')
}

async function sight(
  { wire, confirmations, notice }: Deps,
  asked: readonly Asked[],
  watched: Set<string>
): Promise<ReadonlyMap<string, Sighting | Error>> {
  for (const { invoice } of asked.filter(one => !one.timeOver && !watched.has(one.invoice))) {
    watched.add(invoice)
    await wire.notify(invoice, notice)
  }
  const paid = byAddress(await wire.history(), confirmations)
  return new Map(
    asked.map(({ invoice, timeOver }): [string, Sighting | Error] => {
      const outputs = paid.get(invoice) ?? []
      const payments = outputs.filter(one => one !== undefined)
      const isRead = payments.length === outputs.length
      return [invoice, isRead ? { payments, over: timeOver, doubt: undefined } : UNREADABLE]
    })
  )
}

const UNREADABLE = new SourceRefused('Electrum: an output to the address cannot be read')

/**
 * undefined stands for an output that cannot be read. Local transactions, which were never
 * broadcast, have a negative height and are ignored.
 */
function byAddress(
  history: readonly unknown[],
  enough: number
): ReadonlyMap<string, readonly (Evidence | undefined)[]> {
  const found = history.map(fieldsOf).flatMap(transaction => {
    const [height, blocks] = [Number(transaction['height']), Number(transaction['confirmations'])]
    if (!Number.isSafeInteger(height) || height < 0) return []
    const confirmations = height > 0 && Number.isSafeInteger(blocks) ? Math.max(0, blocks) : 0
    const txid = textOf(transaction['txid'])
    return listOf(transaction['outputs']).map((output, vout) => {
      const { address, ...value } = fieldsOf(output)
      const amountMsat = amountOf(value)
      const evidence: Evidence | undefined =
        txid === undefined || amountMsat === undefined
          ? undefined
          : {
              method: 'BTC-CHAIN',
              payment: `${txid}:${vout}`,
              amountMsat,
              state: confirmations >= enough ? 'settled' : 'pending',
              confirmations
            }
      return { address: textOf(address) ?? '', evidence }
    })
  })
  const groups = Map.groupBy(found, ({ address }) => address)
  return new Map(
    [...groups].map(([address, all]) => [address, all.map(({ evidence }) => evidence)])
  )
}

/** Since 4.6 in whole sats; before, in bitcoin, with a bare point behind a whole number: `1.` */
function amountOf(output: Readonly<Record<string, unknown>>): Msat | undefined {
  const sats = readDecimal(output['value_sat'])
  if (sats !== undefined) return ofSats(sats)
  const amount = readDecimal(textOf(output['value'])?.replace(/\.$/, ''))
  return amount && ofBitcoin(amount)
}
