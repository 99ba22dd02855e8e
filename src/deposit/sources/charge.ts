// Deposits through lightning-charge: an invoice there, found paid by polling it. Its stream and its
// webhook are only doorbells: neither repeats what was missed, and neither is signed.
import { createHash } from 'node:crypto'
import { showId } from '../../core/ids.ts'
import { ZERO, type Msat } from '../../core/msat.ts'
import { cutBytes } from '../../core/plain-text.ts'
import { DESCRIPTION_BYTES } from '../description.ts'
import { floorMsat, readDecimal } from '../coins.ts'
import type { Evidence } from '../decide.ts'
import {
  SourceRefused,
  type Asked,
  type Polled,
  type Shown,
  type Sighting,
  type Source,
  type Wanted
} from '../source.ts'
import { fieldsOf, manyOf, need, notOpened, textOf, type Answer, type Ask } from './ask.ts'
import { listenTo } from './charge-stream.ts'
import { sightEach } from './sight-each.ts'

const AT_ONCE = 40
const CALLS = 8

export type Deps = {
  readonly ask: Ask
  /** For its list of all invoices. */
  readonly askAll: Ask
  readonly minMsat: Msat
  /** URL that it notifies of a paid invoice. */
  readonly webhook: string
  /** Opens the payment stream. */
  readonly stream: (signal: AbortSignal) => Promise<ReadableStream<Uint8Array>>
}

export const charge = (deps: Deps): Source & { readonly polled: Polled } => ({
  method: 'charge',
  title: 'Lightning (lightning-charge)',
  minMsat: deps.minMsat,
  maxMsat: null,
  confirmations: 0,
  fundsChannels: false,
  expirySeconds: 3600,
  policy: 'Credited is what lightning-charge received, once, whenever it was paid.',
  refuses: amount =>
    amount !== undefined && amount < deps.minMsat
      ? `must be at least ${deps.minMsat} by this method`
      : undefined,
  open: wanted =>
    open(deps, wanted).catch((error: unknown) => {
      throw notOpened('lightning-charge', error)
    }),
  polled: {
    atOnce: AT_ONCE,
    sight: asked => sight(deps.ask, asked),
    listen: (ring, signal) => listenTo(deps.stream, ring, signal)
  }
})

async function open({ ask, askAll, webhook }: Deps, wanted: Wanted): Promise<Shown> {
  const orderId = showId('dep', wanted.deposit)
  const found = wanted.again ? await findOrder(askAll, orderId) : undefined
  const body = {
    msatoshi: wanted.amountMsat?.toString(),
    description: cutBytes(wanted.description, DESCRIPTION_BYTES),
    expiry: wanted.expirySeconds,
    metadata: { orderId },
    webhook
  }
  const invoice = found ?? fieldsOf(good(await ask('POST', '/invoice', body), 201))
  return {
    invoice: need(textOf(invoice['id']), 'id'),
    bolt11: need(textOf(invoice['payreq']), 'payreq'),
    paymentHash: need(textOf(invoice['rhash']), 'rhash'),
    address: null,
    ways: [],
    warning: null,
    expiresAt: need(secondsOf(invoice['expires_at']), 'expires_at')
  }
}

type Fields = Readonly<Record<string, unknown>>

/** It has no look-up by our order id: its list is searched, only if an answer was lost. */
async function findOrder(ask: Ask, orderId: string): Promise<Fields | undefined> {
  const all = manyOf(good(await ask('GET', '/invoices'), 200), 'invoices')
  return all.map(fieldsOf).find(({ metadata }) => fieldsOf(metadata)['orderId'] === orderId)
}

const sight = async (ask: Ask, asked: readonly Asked[]) =>
  sightEach(CALLS, asked, async ({ invoice: id }) => {
    const answer = await ask('GET', `/invoice/${encodeURIComponent(id)}`)
    return isUnknown(answer) ? undefined : sightingOf(fieldsOf(good(answer, 200)))
  })

/** An invoice deleted there: its own 404, not that of a wrong address or a proxy. */
const isUnknown = ({ status, body }: Answer): boolean => status === 404 && body === 'Not Found'

function sightingOf(invoice: Fields): Sighting {
  const status = need(textOf(invoice['status']), 'status')
  const paymentHash = need(textOf(invoice['rhash']), 'rhash')
  const received = amountOf(invoice['msatoshi_received'])
  const one = { method: 'lightning', payment: paymentHash, paymentHash } as const
  const payment: Evidence =
    received === undefined
      ? { ...one, amountMsat: ZERO, state: 'pending' }
      : { ...one, amountMsat: received, state: 'settled' }
  const isPaid = status === 'paid'
  return {
    payments: isPaid ? [payment] : [],
    over: status === 'expired',
    doubt: isPaid && received === undefined ? UNTOLD : undefined
  }
}

const UNTOLD = 'it is paid, but lightning-charge does not say how much'

/** Whole msat, as text. */
function amountOf(value: unknown): Msat | undefined {
  const amount = readDecimal(value)
  return amount?.bottom === 1n ? floorMsat(amount) : undefined
}

function good({ status, body }: Answer, wanted: number): unknown {
  if (status === wanted) return body
  const why = typeof body === 'string' ? body.slice(0, 300) : ''
  throw new SourceRefused(`lightning-charge answered ${status}: ${why}`)
}

function secondsOf(value: unknown): number | undefined {
  const seconds = Number(value)
  return Number.isSafeInteger(seconds) && seconds > 0 ? seconds : undefined
}

/** The token in notice URLs, derived from the secret so that nobody can ring without knowing it. */
export const noticeToken = (secret: string): string =>
  createHash('sha256').update(`lapp-gateway notices\n${secret}`).digest('hex').slice(0, 48)
