// A server of paywalled resources, each behind a different challenge: L402, LSAT, "Payment".
import { randomUUID } from 'node:crypto'
import { msat } from '../../core/msat.ts'
import { hashOf } from '../node/invoices.ts'
import type { Answer, Ask, Shop } from './shop.ts'
import type { Till } from './till.ts'

const EXPIRY_SECONDS = 600

type Resource = { readonly sat: number; readonly text: string; readonly asks: Asks }
/** The `WWW-Authenticate` header for an order. */
type Asks = (token: string, bolt11: string) => string

const l402: Asks = (token, bolt11) => `L402 version="0", token="${token}", invoice="${bolt11}"`
/** As real servers do: both names, and `macaroon`. */
const both: Asks = (token, bolt11) =>
  ['LSAT', 'L402'].map(name => `${name} macaroon="${token}", invoice="${bolt11}"`).join(', ')
const payment: Asks = (id, invoice) => {
  const request = JSON.stringify({ currency: 'sat', methodDetails: { invoice } })
  const coded = Buffer.from(request).toString('base64url')
  return `Payment id="${id}", realm="paid", method="lightning", intent="charge", request="${coded}"`
}

const RESOURCES: Readonly<Record<string, Resource>> = {
  report: { sat: 30, text: 'The report: all is well.', asks: both },
  weather: { sat: 5, text: 'Sun, and some rain in the evening.', asks: l402 },
  answer: { sat: 42, text: 'The answer is 42.', asks: payment },
  book: { sat: 90, text: 'Once upon a time. '.repeat(400), asks: l402 },
  gold: { sat: 9_000, text: 'Gold.', asks: l402 }
}

export const paidUrl: Shop = {
  id: 'paid-url',
  routes: {
    // j) 402 + WWW-Authenticate: L402, LSAT, Payment; then Authorization with the preimage
    'GET /:name': open
  }
}

function open({ params, headers }: Ask, till: Till): Answer {
  const name = params['name'] ?? ''
  if (name === 'free') return { status: 200, body: 'This is free.' }
  const resource = Object.hasOwn(RESOURCES, name) ? RESOURCES[name] : undefined
  if (resource === undefined) return { status: 404, body: 'There is nothing.' }
  const { authorization } = headers
  if (authorization === undefined) return sell(name, resource, till)
  const { token, preimage } = readProof(String(authorization))
  const sale = till.find('token', token)
  const isPaid =
    sale?.paymentHash === hashOf(preimage) && (sale.goods as { name: string }).name === name
  return isPaid ? { status: 200, body: resource.text } : { status: 401, body: 'Not paid.' }
}

function sell(name: string, { sat, asks }: Resource, till: Till): Answer {
  const token = randomUUID()
  const sold = till.sell(msat(sat * 1_000), `paid: ${name}`, EXPIRY_SECONDS, { name, token })
  const headers = { 'www-authenticate': asks(token, sold.bolt11) }
  return { status: 402, body: 'Payment required.', headers }
}

function readProof(authorization: string): { readonly token: string; readonly preimage: string } {
  const [, token = '', preimage = ''] =
    /^(?:L402|LSAT) ([\w-]+):([0-9a-f]{64})$/.exec(authorization) ?? []
  const [, coded] = /^Payment ([\w-]+)$/.exec(authorization) ?? []
  if (coded === undefined) return { token, preimage }
  const proof = JSON.parse(Buffer.from(coded, 'base64url').toString()) as {
    readonly challenge: { readonly id: string }
    readonly payload: { readonly preimage: string }
  }
  return { token: proof.challenge.id, preimage: proof.payload.preimage }
}
