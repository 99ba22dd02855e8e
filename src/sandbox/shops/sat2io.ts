// A local imitation of sat2.io: sells a claim link by text message, and sends it when asked whether
// it was paid.
import { randomUUID } from 'node:crypto'
import { msat } from '../../core/msat.ts'
import type { Answer, Ask, Shop } from './shop.ts'
import type { Till } from './till.ts'

const EXPIRY_SECONDS = 3_600
const MIN_SAT = 100

type Gift = {
  readonly tel: string
  readonly sat: number
  readonly claim: string
  readonly bolt11?: string
  readonly isSent?: boolean
}

export const sat2io: Shop = {
  id: 'sat2io',
  routes: {
    // b) GET or POST /send/:tel/:sat → 200 HTML with the invoice in it; errors 302 to /
    'GET /send/:tel/:sat': send,
    // b) GET /lookupinvoice/:bolt11 → {settled} or {error}; the SMS is sent only then
    'GET /lookupinvoice/:bolt11': lookup
  }
}

const away: Answer = { status: 302, body: '', headers: { location: '/' } }

function send({ params, origin }: Ask, till: Till): Answer {
  const { tel = '', sat: text = '' } = params
  const sat = Number(text)
  // Numbers ending in zeros are those that the look-up does not find.
  const isPhone = /^[1-9]\d{9,14}$/.test(tel) && !tel.endsWith('00000')
  if (!isPhone || !Number.isSafeInteger(sat) || sat < MIN_SAT) return away
  const price = msat((sat + Math.ceil(sat / 100) + 1) * 1_000)
  const gift: Gift = { tel, sat, claim: `${origin}/${randomUUID()}` }
  const { bolt11, paymentHash } = till.sell(price, 'Send sats via sat2.io', EXPIRY_SECONDS, gift)
  till.amend(paymentHash, { ...gift, bolt11 })
  const page = `<a href="lightning:${bolt11}">Pay</a><pre>${bolt11}</pre><a href="${gift.claim}">Claim</a>`
  return {
    status: 200,
    headers: { 'content-type': 'text/html; charset=utf-8' },
    body: `<!doctype html><html><body>${page}</body></html>`
  }
}

function lookup({ params }: Ask, till: Till): Answer {
  const sale = till.find('bolt11', params['bolt11'] ?? '')
  if (sale === undefined) return { status: 200, body: { error: 'unable to locate invoice' } }
  const gift = sale.goods as Gift
  const settled = sale.state === 'delivered'
  if (settled && gift.isSent !== true) {
    till.text(`+${gift.tel}`, `You received ${gift.sat} sats: ${gift.claim}`)
    till.amend(sale.paymentHash, { ...gift, isSent: true })
  }
  return { status: 200, body: { settled, state: settled ? 'SETTLED' : 'OPEN' } }
}
