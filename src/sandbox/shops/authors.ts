// Services of LApp authors: a program on this machine requests an invoice here, and is called back
// when it was paid, so that a LApp can be tried before its service has a node.
import { msat } from '../../core/msat.ts'
import * as bodies from '../bodies.ts'
import { findByHash, payCounter } from '../node/invoices.ts'
import type { Network } from '../node/network.ts'
import { post } from '../post.ts'
import { openTill } from './till.ts'

/** Prefix of their names, so that none is taken for a shop of the sandbox. */
const OWN = 'own:'
const AN_HOUR = 3_600
/** A service that was down requests another invoice. */
const TRIES = 5
const WATCH_MS = 1_000

export function authorsRoutes(app: bodies.Control, network: Network): void {
  app.post(
    '/shops/:name/invoices',
    { schema: { params: bodies.SHOP, body: bodies.SHOP_INVOICE } },
    ({ params: { name }, body }) => {
      const { amount_msat: amount, description = name, expires_in: expiry = AN_HOUR } = body
      const goods = { callback: body.callback, told: 'no' }
      const sold = openTill(network, OWN + name).sell(msat(amount), description, expiry, goods)
      return { bolt11: sold.bolt11, payment_hash: sold.paymentHash }
    }
  )
}

/**
 * Calls back for each paid invoice, including those paid before a restart. Returns a function that
 * stops it.
 */
export function keepCallingBack(network: Network): () => void {
  const stopped = new AbortController()
  const soon = (): void => void setImmediate(() => callBack(network, stopped.signal))
  network.store.events.on(payCounter('shops'), soon)
  const timer = setInterval(soon, WATCH_MS)
  return () => {
    clearInterval(timer)
    stopped.abort()
    network.store.events.off(payCounter('shops'), soon)
  }
}

function callBack(network: Network, stop: AbortSignal): void {
  if (stop.aborted) return
  const paid = network.store.all(
    `update sale set goods = json_set(goods, '$.told', 'yes')
     where state = 'delivered' and shop >= 'own:' and shop < 'own;' and goods ->> 'told' = 'no'
     returning payment_hash, goods`
  )
  for (const row of paid) {
    const { callback } = JSON.parse(String(row['goods'])) as { readonly callback: string }
    const invoice = findByHash(network, String(row['payment_hash']))
    if (invoice === undefined) continue
    const { paymentHash: payment_hash, preimage, receivedMsat } = invoice
    const told = { payment_hash, preimage, amount_msat: Number(receivedMsat ?? 0n) }
    void post({ url: callback, body: JSON.stringify(told), tries: TRIES }, stop)
  }
}
