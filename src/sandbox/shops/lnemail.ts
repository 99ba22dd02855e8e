// A local imitation of lnemail: sells accounts, and sends e-mails from them.
import { randomBytes } from 'node:crypto'
import { msat } from '../../core/msat.ts'
import type { Answer, Ask, Shop } from './shop.ts'
import type { Till } from './till.ts'

const ACCOUNT_MSAT = msat(1_000_000n)
const SEND_MSAT = msat(100_000n)
const EXPIRY_SECONDS = 3_600
/** An account that exists from the start, for the example. */
const KNOWN = 'sandbox-token'

type Goods = {
  readonly id: string
  readonly email?: string
  readonly token?: string
  readonly recipient?: string
}

export const lnemail: Shop = {
  id: 'lnemail',
  routes: {
    // n) POST /api/v1/email → 201 {email_address, access_token, payment_request, …}
    'POST /api/v1/email': open,
    // n) GET /api/v1/payment/{hash} → {payment_status, email_address, access_token}
    'GET /api/v1/payment/:hash': ({ params }, till) => {
      const sale = till.find('id', params['hash'] ?? '')
      if (sale === undefined) return refuse(404, 'Payment not found')
      const { email: email_address, token: access_token } = sale.goods as Goods
      return sale.state === 'delivered'
        ? { status: 200, body: { payment_status: 'paid', email_address, access_token } }
        : { status: 200, body: { payment_status: sale.state === 'open' ? 'pending' : 'expired' } }
    },
    // n) POST /api/v1/email/send Bearer {recipient, subject, body} → {payment_request, …}
    'POST /api/v1/email/send': send,
    // n) GET /api/v1/email/send/status/{hash} → {payment_status, delivery_status, …}
    'GET /api/v1/email/send/status/:hash': status
  }
}

function open(_ask: Ask, till: Till): Answer {
  const name = randomBytes(6).toString('hex')
  const account = { email: `${name}@lnemail.net`, token: randomBytes(24).toString('base64url') }
  const sold = sell(till, ACCOUNT_MSAT, account)
  const facts = { email_address: account.email, price_sats: 1_000 }
  return { status: 201, body: { ...facts, ...sold } }
}

function send({ body, headers }: Ask, till: Till): Answer {
  if (!isKnown(headers['authorization'], till)) return refuse(401, 'Invalid access token')
  const { recipient, subject, body: text } = body
  if (typeof recipient !== 'string' || typeof subject !== 'string' || typeof text !== 'string') {
    return refuse(422, 'recipient, subject and body are needed')
  }
  return {
    status: 200,
    body: { ...sell(till, SEND_MSAT, { recipient }), recipient, subject, price_sats: 100 }
  }
}

function status({ params, headers }: Ask, till: Till): Answer {
  if (!isKnown(headers['authorization'], till)) return refuse(401, 'Invalid access token')
  const sale = till.find('id', params['hash'] ?? '')
  if (sale === undefined) return refuse(404, 'Payment not found')
  const { recipient = '' } = sale.goods as Goods
  if (sale.state !== 'delivered') {
    return { status: 200, body: { payment_status: 'pending', delivery_status: 'pending' } }
  }
  const lost = recipient.startsWith('nobody@')
  return {
    status: 200,
    body: lost
      ? { payment_status: 'paid', delivery_status: 'failed', delivery_error: 'No such mailbox' }
      : { payment_status: 'paid', delivery_status: 'sent' }
  }
}

function sell(till: Till, price: typeof SEND_MSAT, goods: Omit<Goods, 'id'>) {
  const { bolt11, paymentHash, expiresAt } = till.sell(price, 'lnemail', EXPIRY_SECONDS, goods)
  till.amend(paymentHash, { ...goods, id: paymentHash })
  return { payment_request: bolt11, payment_hash: paymentHash, expires_at: expiresAt }
}

/** An account is open once it is paid for. */
function isKnown(authorization: unknown, till: Till): boolean {
  const [, token = ''] = /^Bearer (.+)$/.exec(String(authorization)) ?? []
  return token === KNOWN || till.find('token', token)?.state === 'delivered'
}

const refuse = (code: number, detail: string): Answer => ({ status: code, body: { detail } })
