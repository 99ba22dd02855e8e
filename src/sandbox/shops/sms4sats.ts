// A local imitation of sms4sats: its hold invoice is settled when the message has arrived, or else
// cancelled.
import { randomUUID } from 'node:crypto'
import { msat } from '../../core/msat.ts'
import { deliverMessage } from '../node/phone.ts'
import type { Answer, Ask, Shop } from './shop.ts'
import type { Till } from './till.ts'

const PRICE_MSAT = msat(900_000n)
const EXPIRY_SECONDS = 600
const ON_THE_WAY_MS = 1_500
const MESSAGE_MAX = 140

type Sms = { readonly orderId: string; readonly phone: string; readonly message: string }

export const sms4sats: Shop = {
  id: 'sms4sats',
  routes: {
    // n) POST /createsendorder {message ≤140, phone E.164} → {status, orderId, payreq}; 500
    'POST /createsendorder': sell,
    // n) GET /orderstatus?orderId= → {status, paid, smsStatus created|delivered, id}
    'GET /orderstatus': ({ query }, till) => {
      const sale = till.find('orderId', query['orderId'] ?? '')
      if (sale === undefined) return refuse('no such order')
      const paid = sale.state === 'delivered'
      const smsStatus = paid ? 'delivered' : 'created'
      return { status: 200, body: { status: 'OK', paid, smsStatus, id: query['orderId'] } }
    }
  },
  deliver: (goods, network) => {
    const { phone, message } = goods as Sms
    deliverMessage(network, phone, message)
  }
}

function sell({ body }: Ask, till: Till): Answer {
  const { phone, message } = body
  // No country code begins like this.
  if (typeof phone !== 'string' || !/^\+[1-9]\d{6,14}$/.test(phone) || phone.startsWith('+999')) {
    return refuse('phone must be E.164, of a country that is served')
  }
  if (typeof message !== 'string' || message === '' || message.length > MESSAGE_MAX) {
    return refuse('message must have 1 to 140 characters')
  }
  const orderId = randomUUID()
  const goods: Sms = { orderId, phone, message }
  // Numbers ending in zeros cannot be reached, and the payment is returned.
  const then = phone.endsWith('00000') ? 'fail' : 'settle'
  const sold = till.sell(PRICE_MSAT, 'sms4sats: send a text message', EXPIRY_SECONDS, goods, {
    hold: { ms: ON_THE_WAY_MS, then }
  })
  return { status: 200, body: { status: 'OK', orderId, payreq: sold.bolt11 } }
}

const refuse = (error: string): Answer => ({ status: 500, body: { status: 'error', error } })
