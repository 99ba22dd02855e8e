// A local imitation of PPQ.ai's top-ups: accounts, invoices of any amount, a status and a balance.
import { randomUUID } from 'node:crypto'
import { msat } from '../../core/msat.ts'
import type { Answer, Ask, Shop } from './shop.ts'
import type { Till } from './till.ts'

const EXPIRY_SECONDS = 900
const MIN_SAT = 100
const MAX_SAT = 1_000_000
/** The key of an account that exists from the start, for the example. */
const KNOWN = 'sandbox-key'

type Goods = { readonly id: string; readonly key: string; readonly credit: string }

export const ppq: Shop = {
  id: 'ppq',
  routes: {
    // n) POST /accounts/create → {success, credit_id, api_key, balance}
    'POST /accounts/create': () => {
      // Both are derived from one root, so that an account needs no row of its own.
      const root = randomUUID()
      const account = { credit_id: `credit-${root}`, api_key: `sk-${root}` }
      return { status: 200, body: { success: true, ...account, balance: 0 } }
    },
    // n) POST /topup/create/btc-lightning Bearer {amount, currency} → {invoice_id, …}
    'POST /topup/create/btc-lightning': sell,
    // n) GET /topup/status/{invoice_id} → status; the words are unpublished
    'GET /topup/status/:id': ({ params }, till) => {
      const sale = till.find('id', params['id'] ?? '')
      if (sale === undefined) return { status: 404, body: { error: 'Invoice not found' } }
      const status = { open: 'New', delivered: 'Settled', expired: 'Expired' }[sale.state]
      return { status: 200, body: { invoice_id: params['id'], status } }
    },
    // n) POST /credits/balance {credit_id} → {balance}
    'POST /credits/balance': ({ body }, till) => {
      const sale = till.find('credit', String(body['credit_id']))
      return { status: 200, body: { balance: sale?.state === 'delivered' ? 1 : 0 } }
    }
  }
}

function sell({ body, headers }: Ask, till: Till): Answer {
  const [, key = ''] = /^Bearer (.+)$/.exec(String(headers['authorization'])) ?? []
  const [, root = ''] = /^sk-([0-9a-f-]{36})$/.exec(key) ?? []
  if (key !== KNOWN && root === '') return { status: 401, body: { error: 'Invalid API key' } }
  const { amount, currency } = body
  if (typeof amount !== 'number' || currency !== 'SATS' || amount < MIN_SAT || amount > MAX_SAT) {
    return { status: 400, body: { error: `amount must be ${MIN_SAT} to ${MAX_SAT} SATS` } }
  }
  const goods: Goods = { id: randomUUID(), key, credit: `credit-${root}` }
  const sold = till.sell(msat(amount * 1_000), 'PPQ.ai top-up', EXPIRY_SECONDS, goods)
  const facts = { invoice_id: goods.id, amount, currency, lightning_invoice: sold.bolt11 }
  return { status: 200, body: { ...facts, expires_at: String(sold.expiresAt) } }
}
