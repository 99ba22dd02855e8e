// A local imitation of the Blockstream Satellite API: sells a broadcast to the highest bid, which
// may be raised.
import { randomBytes, randomUUID } from 'node:crypto'
import { msat } from '../../core/msat.ts'
import type { Answer, Ask, Shop } from './shop.ts'
import type { Till } from './till.ts'

const MIN_BID_MSAT = 1_000
const MESSAGE_MAX = 1_024
const EXPIRY_SECONDS = 3_600

type Order = {
  readonly uuid: string
  readonly token: string
  readonly message: string
  readonly isSent?: boolean
}

export const satellite: Shop = {
  id: 'satellite',
  routes: {
    // n) POST /order: bid (msat), message → {auth_token, uuid, lightning_invoice}; 102, 126
    'POST /order': order,
    // n) POST /order/{uuid}/bump {bid_increase, auth_token}; 104, 109
    'POST /order/:uuid/bump': bump,
    // n) GET /order/{uuid}, X-Auth-Token → status pending, transmitting, sent; 104, 109
    'GET /order/:uuid': show
  }
}

function order({ body }: Ask, till: Till): Answer {
  const { bid, message } = body
  if (typeof message !== 'string' || message === '') return refuse(126, 'Message upload problem')
  if (message.length > MESSAGE_MAX) return refuse(118, 'Message too long')
  const uuid = randomUUID()
  const token = randomBytes(32).toString('hex')
  return sell(till, Number(bid), { uuid, token, message })
}

function bump({ params, body }: Ask, till: Till): Answer {
  const { bid_increase: increase, auth_token: token } = body
  const sale = till.find('uuid', params['uuid'] ?? '')
  if (sale === undefined) return refuse(104, 'Order not found')
  const { uuid, token: own, message } = sale.goods as Order
  if (token !== own) return refuse(109, 'Invalid authentication token')
  // A separate sale; the response is about the first order.
  return sell(till, Number(increase), { uuid: randomUUID(), token: own, message }, uuid)
}

function sell(till: Till, bid: number, goods: Order, uuid = goods.uuid): Answer {
  const least = Math.max(MIN_BID_MSAT, Buffer.byteLength(goods.message))
  if (!Number.isSafeInteger(bid) || bid < least)
    return refuse(102, `The bid is at least ${least} msat`)
  const sold = till.sell(msat(bid), 'Satellite Transmission', EXPIRY_SECONDS, goods)
  const { bolt11: payreq, paymentHash: rhash, expiresAt } = sold
  return {
    status: 200,
    body: {
      auth_token: goods.token,
      uuid,
      lightning_invoice: {
        msatoshi: String(bid),
        rhash,
        payreq,
        expires_at: expiresAt,
        status: 'unpaid'
      }
    }
  }
}

function show({ params, headers }: Ask, till: Till): Answer {
  const sale = till.find('uuid', params['uuid'] ?? '')
  if (sale === undefined) return refuse(104, 'Order not found')
  const goods = sale.goods as Order
  if (headers['x-auth-token'] !== goods.token) return refuse(109, 'Invalid authentication token')
  const { uuid, isSent = false } = goods
  if (sale.state !== 'delivered') return { status: 200, body: { uuid, status: 'pending' } }
  // Takes some time: sent at the second look-up.
  if (!isSent) till.amend(sale.paymentHash, { ...goods, isSent: true })
  return { status: 200, body: { uuid, status: isSent ? 'sent' : 'transmitting' } }
}

const refuse = (code: number, detail: string): Answer => ({
  status: code === 104 ? 404 : code === 109 ? 401 : 400,
  body: { message: detail, errors: [{ title: detail, detail, code }] }
})
