// How a shop gets paid: it requests an invoice from its node, and learns of payments only from its
// node.
import { randomUUID } from 'node:crypto'
import type { Msat } from '../../core/msat.ts'
import { holdFor } from '../node/holds.ts'
import { createInvoice, findByHash, paidAfter, payCounter } from '../node/invoices.ts'
import type { Network } from '../node/network.ts'
import type { End } from '../node/parts.ts'
import { deliverMessage } from '../node/phone.ts'
import { readSetting, writeSetting } from '../node/settings.ts'
import { waitFor } from '../node/wait.ts'

/** Terms of an invoice, besides its price. */
export type Terms = {
  /** Chosen by the shop, if it has to know it before it is paid. */
  readonly preimage?: string
  /** The invoice names only the hash of its description (LUD-06). */
  readonly hashOnly?: boolean
  /** A hold invoice: the payment stays pending for `ms`, and then ends like this. */
  readonly hold?: { readonly ms: number; readonly then: End }
}

export type Sale = {
  readonly paymentHash: string
  readonly bolt11: string
  readonly goods: unknown
  readonly state: SaleState
}

export type Sold = {
  readonly bolt11: string
  readonly paymentHash: string
  readonly amountMsat: Msat
  readonly expiresAt: number
}

export type SaleState = 'open' | 'delivered' | 'expired'

/** Delivers what was sold; once for each paid sale, in the transaction that records it. */
export type Seller = {
  readonly id: string
  readonly deliver?: (goods: unknown, network: Network) => void
}

export type Till = {
  /** `goods` is stored as JSON until it is paid, and then passed to `deliver`. */
  sell(price: Msat, description: string, expirySeconds: number, goods: object, terms?: Terms): Sold
  /** Finds the sale whose goods have this value in this field. */
  find(field: string, value: string): Sale | undefined
  /** Replaces the goods of a sale. */
  amend(paymentHash: string, goods: object): void
  state(paymentHash: string): SaleState | undefined
  /** Sends a text message to the simulated phone. */
  text(number: string, text: string): void
  /** The state once it is no longer open, or `open` when the time is up. */
  wait(paymentHash: string, ms: number, signal: AbortSignal): Promise<SaleState | undefined>
}

export function openTill(network: Network, shop: string): Till {
  const state = (paymentHash: string): SaleState | undefined => {
    const sale = network.store.get(
      'select state from sale where payment_hash = ? and shop = ?',
      ...[paymentHash, shop]
    )
    if (sale?.['state'] !== 'open') return sale && 'delivered'
    return findByHash(network, paymentHash)?.status === 'expired' ? 'expired' : 'open'
  }
  return {
    sell: (amountMsat, description, expirySeconds, goods, { hold, ...terms } = {}) =>
      network.store.transaction(() => {
        const label = `${shop}:${randomUUID()}`
        const request = { label, amountMsat, description, expirySeconds, ...terms }
        const { bolt11, paymentHash, expiresAt } = createInvoice(
          network,
          network.nodes.shops,
          request
        )
        if (hold !== undefined) holdFor(network, paymentHash, hold)
        network.store.run(
          `insert into sale (payment_hash, shop, goods, state) values (?, ?, ?, 'open')`,
          ...[paymentHash, shop, JSON.stringify(goods)]
        )
        return { bolt11, paymentHash, amountMsat, expiresAt }
      }),
    find: (field, value) => {
      const sale = network.store.get(
        'select payment_hash, goods from sale where shop = ? and goods ->> ? = ?',
        ...[shop, field, value]
      )
      if (sale === undefined) return undefined
      const paymentHash = String(sale['payment_hash'])
      return {
        paymentHash,
        bolt11: findByHash(network, paymentHash)?.bolt11 ?? '',
        goods: JSON.parse(String(sale['goods'])) as unknown,
        state: state(paymentHash) ?? 'expired'
      }
    },
    amend: (paymentHash, goods) =>
      network.store.run(
        'update sale set goods = ? where payment_hash = ? and shop = ?',
        ...[JSON.stringify(goods), paymentHash, shop]
      ),
    state,
    text: (number, text) => deliverMessage(network, number, text),
    wait: async (paymentHash, ms, signal) => {
      const ended = () =>
        state(paymentHash) === 'open' ? undefined : { state: state(paymentHash) }
      const found = await waitFor(network.store, saleEvent(paymentHash), ended, { ms, signal })
      return found ? found.state : 'open'
    }
  }
}

/**
 * Delivers what has been paid since the last call, each sale once: the cursor moves in the same
 * transaction.
 */
function deliverPaid(network: Network, shops: readonly Seller[]): void {
  const { store } = network
  const cursor = () => Number(readSetting(store, CURSOR) ?? 0)
  for (let paid = paidAfter(network, 'shops', cursor()); paid;) {
    const { paymentHash, payIndex } = paid
    store.transaction(() => {
      const sale = store.get(
        `update sale set state = 'delivered' where payment_hash = ? and state = 'open'
         returning shop, goods`,
        paymentHash
      )
      const shop = shops.find(({ id }) => id === sale?.['shop'])
      shop?.deliver?.(JSON.parse(String(sale?.['goods'])), network)
      writeSetting(store, CURSOR, String(payIndex))
      store.tell(saleEvent(paymentHash))
    })
    paid = paidAfter(network, 'shops', cursor())
  }
}

/**
 * Delivers after each payment, and what was paid before a restart. Returns a function that stops
 * it.
 */
export function keepDelivering(network: Network, shops: readonly Seller[]): () => void {
  let stopped = false
  const deliver = () => {
    if (!stopped) deliverPaid(network, shops)
  }
  // Not within the payer's call: a failing shop must not affect the payer.
  const soon = () => void setImmediate(deliver)
  network.store.events.on(payCounter('shops'), soon)
  deliver()
  return () => {
    stopped = true
    network.store.events.off(payCounter('shops'), soon)
  }
}

const CURSOR = 'shops.delivered'
const saleEvent = (paymentHash: string): string => `sale ${paymentHash}`
