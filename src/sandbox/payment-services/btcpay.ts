// A local imitation of BTCPay Server's Greenfield API, as far as deposits use it: invoices with a
// Lightning invoice and two chains. A test checks its responses against BTCPay's OpenAPI document.
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { findByHash } from '../node/invoices.ts'
import type { Network } from '../node/network.ts'
import type { NodeName } from '../node/nodes.ts'
import {
  findInvoice,
  invoicesOf,
  makeInvoice,
  markInvoice,
  paymentsOf,
  standingOf,
  type Paid,
  type Status,
  type Stored
} from './btcpay-invoices.ts'
import { decimal } from './chain-payments.ts'

export type Keys = { readonly apiKey: string; readonly storeId: string }

export type Setup = { readonly version?: string; readonly node?: NodeName }

type Body = {
  readonly amount?: string | null
  readonly currency?: string | null
  readonly metadata?: Readonly<Record<string, unknown>> | null
  readonly checkout?: Readonly<Record<string, unknown>> | null
}

export const btcpay =
  (network: Network, { apiKey, storeId }: Keys, setup: Setup = {}) =>
  (app: FastifyInstance): void => {
    const { version = '2.4.7', node = 'shops' } = setup
    app.addHook('onRequest', async (request, reply) => {
      if (request.headers.authorization === `token ${apiKey}`) return
      const message = 'Authentication is required for accessing this endpoint'
      await reply.code(401).send({ code: 'unauthenticated', message })
    })
    app.get('/api/v1/server/info', () => ({
      version,
      onion: null,
      supportedPaymentMethods: ['BTC-CHAIN', 'BTC-LN', 'LTC-CHAIN'],
      fullySynched: true,
      syncStatus: []
    }))
    const show = (invoice: Stored) => presentInvoice(network, invoice, storeId)
    stores(app, network, storeId, node, show)
    single(app, network, show)
  }

type Show = (invoice: Stored) => ReturnType<typeof presentInvoice>

function stores(
  app: FastifyInstance,
  network: Network,
  storeId: string,
  node: NodeName,
  show: Show
): void {
  const path = `/api/v1/stores/${storeId}/invoices`
  app.post<{ Body: Body }>(path, ({ body }, reply) => {
    const wrong = faultOf(body)
    if (wrong !== undefined) return reply.code(400).send([wrong])
    const { metadata, checkout, amount } = body
    const number = (name: string, usual: number) => Number(checkout?.[name] ?? usual)
    const made = makeInvoice(network, {
      node,
      sats: typeof amount === 'string' ? BigInt(amount) : null,
      metadata: metadata ?? {},
      expirationMinutes: number('expirationMinutes', 15),
      monitoringMinutes: number('monitoringMinutes', 1440),
      description: textOf(metadata?.['itemDesc'])
    })
    return show(made)
  })
  app.get<{ Querystring: { orderId?: string | string[]; take?: string } }>(path, ({ query }) =>
    [query.orderId ?? []]
      .flat()
      .flatMap(order => invoicesOf(network, order))
      .slice(0, Number(query.take ?? 50))
      .map(show)
  )
}

function single(app: FastifyInstance, network: Network, show: Show): void {
  const path = '/api/v1/invoices/:id'
  app.get<{ Params: { id: string } }>(path, (request, reply) =>
    found(network, request, reply, show)
  )
  app.get<{ Params: { id: string } }>(`${path}/payment-methods`, (request, reply) =>
    found(network, request, reply, invoice => presentMethods(network, invoice))
  )
  app.post<{ Params: { id: string }; Body: { status: Status } }>(
    `${path}/status`,
    (request, reply) =>
      found(network, request, reply, ({ id }) => {
        markInvoice(network, id, request.body.status)
        return found(network, request, reply, show)
      })
  )
}

function found<T>(
  network: Network,
  { params }: FastifyRequest<{ Params: { id: string } }>,
  reply: FastifyReply,
  answer: (invoice: Stored) => T
): T | FastifyReply {
  const invoice = findInvoice(network, params.id)
  const message = 'The invoice was not found'
  return invoice ? answer(invoice) : reply.code(404).send({ code: 'invoice-not-found', message })
}

const textOf = (value: unknown): string => (typeof value === 'string' ? value : '')

function faultOf({ amount, currency, checkout }: Body): object | undefined {
  if (currency !== 'SATS') return { path: 'currency', message: 'This copy knows SATS only' }
  if (typeof amount === 'string' && !/^[1-9]\d{0,15}$/.test(amount)) {
    return { path: 'amount', message: 'The amount should be superior to 0' }
  }
  return Number(checkout?.['expirationMinutes'] ?? 15) < 0.5
    ? { path: 'checkout.expirationMinutes', message: 'It must be at least 30 seconds' }
    : undefined
}

function presentInvoice(network: Network, invoice: Stored, storeId: string) {
  const { status, additional, paidSats } = standingOf(network, invoice)
  return {
    id: invoice.id,
    storeId,
    amount: String(invoice.sats ?? paidSats),
    paidAmount: String(paidSats),
    currency: 'SATS',
    type: invoice.sats === null ? 'TopUp' : 'Standard',
    checkoutLink: `http://127.0.0.1/i/${invoice.id}`,
    createdTime: invoice.createdAt,
    expirationTime: invoice.expiresAt,
    monitoringExpiration: invoice.monitoredUntil,
    status,
    additionalStatus: additional,
    availableStatusesForManualMarking: status === 'New' ? ['Settled', 'Invalid'] : [],
    archived: false,
    metadata: invoice.metadata,
    checkout: null,
    receipt: null
  }
}

function presentMethods(network: Network, invoice: Stored) {
  const bolt11 = findByHash(network, invoice.paymentHash)?.bolt11 ?? ''
  const payments = paymentsOf(network, invoice)
  const counted = payments.filter(one => one.status !== 'Invalid')
  const paid = counted.reduce((sum, one) => sum + one.sats, 0n)
  const left = invoice.sats === null ? 0n : invoice.sats - paid
  const coins = (sats: bigint, rate: string): bigint =>
    rate === BTC_RATE ? sats : (sats * 100n * 100_000_000n) / BigInt(rate.replace('.', ''))
  const method = (id: Paid['method'], destination: string, rate: string, link: string) => ({
    paymentMethodId: id,
    currency: id.slice(0, 3),
    destination,
    paymentLink: link,
    rate,
    paymentMethodPaid: decimal(
      counted.filter(one => one.method === id).reduce((sum, one) => sum + one.units, 0n)
    ),
    totalPaid: decimal(coins(paid, rate)),
    due: decimal(coins(left, rate)),
    amount: decimal(coins(invoice.sats ?? 0n, rate)),
    paymentMethodFee: '0',
    payments: payments.filter(one => one.method === id).map(presentPayment),
    activated: true,
    additionalData: {}
  })
  const { BTC, LTC } = invoice.addresses
  return [
    method('BTC-LN', bolt11, BTC_RATE, `lightning:${bolt11}`),
    method('BTC-CHAIN', BTC, BTC_RATE, `bitcoin:${BTC}${amountIn(left)}`),
    method(
      'LTC-CHAIN',
      LTC,
      invoice.ltcRate,
      `litecoin:${LTC}${amountIn(coins(left, invoice.ltcRate))}`
    )
  ]
}

const BTC_RATE = '100000000'

const amountIn = (units: bigint): string => (units > 0n ? `?amount=${decimal(units)}` : '')

const presentPayment = ({ id, at, units, status, destination }: Paid) => ({
  id,
  receivedDate: at,
  value: decimal(units),
  fee: '0',
  status,
  destination
})
