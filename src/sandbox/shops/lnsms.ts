// A local imitation of lnsms.world: sells one text message, and delivers it to the simulated phone.
import { msat } from '../../core/msat.ts'
import { deliverMessage } from '../node/phone.ts'
import type { Answer, Ask, Shop } from './shop.ts'
import { countParts } from './sms-length.ts'
import type { Till } from './till.ts'

const PRICE_MSAT = 700_000n
const EXPIRY_SECONDS = 3600
const MOST_PARTS = 6
const POLL_MS = 50_000

type Sms = { readonly number: string; readonly text: string }

export const lnsms: Shop = {
  id: 'lnsms',
  routes: {
    // a) POST /invoice: number, text, force_unicode → 201 BOLT11 or JSON, 400 {message}
    'POST /invoice': sell,
    // a) GET /invoice/<id>/wait: long poll, 50 s; 202 paid and sent, 402 not yet, 410 gone
    'GET /invoice/:id/wait': wait
  },
  deliver: (goods, network) => {
    const { number, text } = goods as Sms
    deliverMessage(network, number, text)
  }
}

function sell({ body, accept }: Ask, till: Till): Answer {
  const { number, text, force_unicode: unicode = '0' } = body
  if (typeof number !== 'string' || !/^\+[1-9]\d{6,14}$/.test(number))
    return refuse('number must be international, such as +19876543210')
  // ITU-T E.164 assigns this code to nobody.
  if (number.startsWith('+999')) return refuse('This number is not served')
  if (typeof text !== 'string' || text === '') return refuse('text is missing')
  if (unicode !== '0' && unicode !== '1') return refuse('force_unicode is 0 or 1')
  const parts = countParts(text, unicode === '1')
  if (parts > MOST_PARTS) return refuse(`text is too long: ${parts} parts`)
  const price = msat(PRICE_MSAT * BigInt(parts))
  const sold = till.sell(price, DESCRIPTION, EXPIRY_SECONDS, { number, text } satisfies Sms)
  if (!accept.includes('application/json')) return { status: 201, body: sold.bolt11 }
  return {
    status: 201,
    body: {
      id: sold.paymentHash,
      payreq: sold.bolt11,
      msatoshi: Number(sold.amountMsat),
      expires_at: sold.expiresAt
    }
  }
}

async function wait({ params, signal }: Ask, till: Till): Promise<Answer> {
  const state = await till.wait(params['id'] ?? '', POLL_MS, signal)
  switch (state) {
    case 'delivered':
      return { status: 202, body: { message: 'sent' } }
    case 'open':
      return { status: 402, body: { message: 'not paid yet' } }
    case 'expired':
      return { status: 410, body: { message: 'expired' } }
    case undefined:
      return { status: 404, body: { message: 'unknown invoice' } }
  }
}

const DESCRIPTION = 'lnsms.world: One text message'
const refuse = (message: string): Answer => ({ status: 400, body: { message } })
