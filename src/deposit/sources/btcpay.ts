// Deposits through BTCPay Server: an invoice there, with every payment method of its store.
// Payments are found by polling; its webhooks are only doorbells.
import { ZERO, type Msat } from '../../core/msat.ts'
import { plainText } from '../../core/plain-text.ts'
import type { Evidence } from '../decide.ts'
import {
  SourceRefused,
  type Asked,
  type Polled,
  type Shown,
  type Sighting,
  type Source,
  type Wanted,
  type Way
} from '../source.ts'
import { notOpened } from './ask.ts'
import { worth } from './btcpay-worth.ts'
import { orderOf, type Invoice, type PaymentMethod, type Wire } from './btcpay-wire.ts'
import { sightEach } from './sight-each.ts'
import { refuses } from './whole-sats.ts'

/** Confirmations until BTCPay settles a payment on chain: its LowMediumSpeed. */
const CONFIRMATIONS = 2
/** How long after expiry BTCPay still monitors an invoice: a late payment is credited. */
const MONITORING_MINUTES = 7 * 24 * 60
const AT_ONCE = 50
const CALLS = 8

const BTCPAY_POLICY =
  'Credited is what BTCPay Server settled, payment by payment, whatever was asked for: more, less, ' +
  'in several payments, or up to 7 days late. Other coins count at the rate that the invoice fixed ' +
  'when it was made. Nothing is credited for an invoice that was marked by hand, and nothing that ' +
  'was credited is taken back.'

export const btcpay = (wire: Wire, minMsat: Msat): Source & { readonly polled: Polled } => ({
  method: 'btcpay',
  title: 'BTCPay Server',
  minMsat,
  maxMsat: null,
  confirmations: CONFIRMATIONS,
  fundsChannels: false,
  expirySeconds: 3600,
  policy: BTCPAY_POLICY,
  refuses: amount => refuses(amount, minMsat),
  open: wanted =>
    open(wire, wanted).catch((error: unknown) => {
      throw notOpened('BTCPay Server', error)
    }),
  polled: { atOnce: AT_ONCE, sight: asked => sight(wire, asked) }
})

async function open(wire: Wire, wanted: Wanted): Promise<Shown> {
  const order = orderOf(wanted.deposit)
  // There is no idempotency key: an invoice whose answer was lost is found by our own order id. It
  // is compared, since an invoice of the operator's shop would be credited to this deposit.
  const listed = wanted.again ? await wire.list([order]) : []
  const found = listed.find(({ orderId, currency }) => orderId === order && currency === 'SATS')
  const invoice = found ?? (await wire.create(bodyOf(wanted, order)))
  const methods = await wire.methods(invoice.id)
  const ways = methods.flatMap(wayOf)
  if (ways.length === 0) throw new SourceRefused('the store offers no way to pay')
  const lightning = ways.find(({ method }) => isLightning(method))
  const chain = ways.find(({ method, currency }) => currency === 'BTC' && !isLightning(method))
  return {
    invoice: invoice.id,
    bolt11: lightning?.destination ?? null,
    paymentHash: null,
    address: chain?.destination ?? null,
    ways,
    warning: null,
    expiresAt: invoice.expirationTime,
    until: invoice.monitoringExpiration
  }
}

const bodyOf = ({ amountMsat, description, expirySeconds }: Wanted, orderId: string) => ({
  amount: amountMsat === undefined ? undefined : String(amountMsat / 1000n),
  currency: 'SATS',
  metadata: { orderId, itemDesc: plainText(description, 200) },
  checkout: {
    speedPolicy: 'LowMediumSpeed',
    lazyPaymentMethods: false,
    expirationMinutes: Math.max(1, Math.ceil(expirySeconds / 60)),
    monitoringMinutes: MONITORING_MINUTES,
    paymentTolerance: 0
  }
})

/** BTC-LN, and BTC-LightningNetwork before 2.0. */
const isLightning = (method: string): boolean => /-(LN|LightningNetwork)$/.test(method)

/** A payment over Lightning is identified by its hash, also one that an LNURL led to. */
const hasHash = (method: string): boolean => isLightning(method) || /-LNURL/.test(method)

/** Skips an LNURL link, which leads to the same invoice. */
function wayOf({ id, currency, destination, link, due, rate }: PaymentMethod): readonly Way[] {
  if (destination === undefined || /-LNURL/.test(id)) return []
  const fixed = currency === 'BTC' ? null : (rate ?? null)
  const amount = due !== undefined && /^[0.]*$/.test(due) ? null : (due ?? null)
  return [{ method: id, currency, destination, link: link ?? null, amount, rate: fixed }]
}

/** One request for all of them, and more only for those that may have been paid. */
async function sight(
  wire: Wire,
  asked: readonly Asked[]
): Promise<ReadonlyMap<string, Sighting | Error>> {
  const listed = await wire.list(asked.map(({ deposit }) => orderOf(deposit)))
  const byId = new Map(listed.map(invoice => [invoice.id, invoice]))
  return sightEach(CALLS, asked, async ({ invoice: id, stirred }) =>
    one(wire, id, byId.get(id), stirred)
  )
}

async function one(
  wire: Wire,
  id: string,
  listed: Invoice | undefined,
  stirred: boolean
): Promise<Sighting | undefined> {
  const invoice = listed ?? (await wire.find(id))
  if (invoice === undefined) return undefined
  const untouched = invoice.status === 'New' && /^[0.]+$/.test(invoice.paidAmount ?? '')
  return sightingOf(invoice, untouched && !stirred ? [] : await wire.methods(id))
}

function sightingOf(invoice: Invoice, methods: readonly PaymentMethod[]): Sighting {
  const found = methods.flatMap(method =>
    method.payments.map(payment => evidenceOf(invoice, methods, method, payment))
  )
  const unvalued = found.some(({ amountMsat }) => amountMsat === undefined)
  const settled = found.some(({ state }) => state === 'settled')
  return {
    payments: found.map(({ amountMsat, ...evidence }) =>
      amountMsat === undefined
        ? { ...evidence, amountMsat: ZERO, state: 'pending' as const }
        : { ...evidence, amountMsat }
    ),
    over: ['Expired', 'Invalid', 'Settled'].includes(invoice.status),
    doubt: doubtOf(invoice, unvalued, settled)
  }
}

function evidenceOf(
  invoice: Invoice,
  methods: readonly PaymentMethod[],
  method: PaymentMethod,
  { id, value, status }: PaymentMethod['payments'][number]
): Omit<Evidence, 'amountMsat'> & { readonly amountMsat: Msat | undefined } {
  return {
    method: method.id,
    payment: id,
    amountMsat: worth(value, method, invoice.currency, methods),
    state: stateOf(status),
    paymentHash: hasHash(method.id) && /^[0-9a-f]{64}$/.test(id) ? id : undefined,
    currency: method.currency,
    value,
    rate: method.currency === 'BTC' ? undefined : method.rate
  }
}

/** An unknown status of a later version is not final. */
function stateOf(status: string): Evidence['state'] {
  if (status === 'Settled') return 'settled'
  return status === 'Invalid' ? 'gone' : 'pending'
}

function doubtOf(
  { status, additionalStatus }: Invoice,
  unvalued: boolean,
  settled: boolean
): string | undefined {
  if (unvalued) return 'a payment is in a coin whose rate the invoice does not tell: not credited'
  if (additionalStatus === 'Marked') {
    return `marked ${status.toLowerCase()} by hand at BTCPay Server: only settled payments count`
  }
  return status === 'Invalid' && settled
    ? 'BTCPay Server calls the invoice invalid, and some of its payments settled'
    : undefined
}
