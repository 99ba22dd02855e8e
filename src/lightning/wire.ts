// Maps lightningd 26.06's wire format to the port's types. Pure; nothing of the wire leaks further
// in.
import { ZERO } from '../core/msat.ts'
import { NETWORKS } from './port.ts'
import type {
  ChangedInvoice,
  Channel,
  Decoded,
  EndedPart,
  Invoice,
  InvoiceState,
  NodeInfo,
  NodeSettings,
  PaidInvoice,
  Part,
  PayReply,
  SentPart
} from './port.ts'
import {
  amount,
  optionalAmount,
  optionalText,
  optionalWhole,
  asRow,
  asRows,
  text,
  unreadable,
  whole
} from './row.ts'
import type { Row } from './row.ts'
import { NodeRefused } from './errors.ts'

/** getinfo has the first while bitcoind lags, the second while lightningd itself does. */
const SYNC_WARNINGS = ['warning_bitcoind_sync', 'warning_lightningd_sync'] as const

export function info(result: unknown): Omit<NodeInfo, 'clock'> {
  const from = asRow(result)
  const name = text(from, 'network')
  const network = NETWORKS.find(known => known === name)
  if (network === undefined)
    throw new NodeRefused('getinfo', 0, `a node on ${name}, not on one of ${NETWORKS.join(', ')}`)
  return {
    id: text(from, 'id'),
    version: text(from, 'version'),
    network,
    blockHeight: whole(from, 'blockheight'),
    syncing: SYNC_WARNINGS.map(one => from[one]).find(said => typeof said === 'string')
  }
}

/**
 * Settings that delete the rows that prove how a payment ended, or that an invoice was paid
 * (safe-payer.md 3.1).
 */
const EVIDENCE = ['succeededpays', 'failedpays', 'paidinvoices'].map(
  kind => `autoclean-${kind}-age`
)

/** A setting that is not listed has its default: no slow mode, nothing cleaned. */
export function settings(result: unknown): NodeSettings {
  const configs = asRow(asRow(result)['configs'])
  const config = (name: string): Row => asRow(configs[name] ?? {})
  return {
    slowMode: config('xpay-slow-mode')['value_bool'] === true,
    userLayers: strings(config('xpay-user-layer')['values_str']),
    dualFund: config('experimental-dual-fund')['set'] === true,
    autocleanAges: Object.fromEntries(
      EVIDENCE.map(name => [name, optionalWhole(config(name), 'value_int') ?? 0])
    )
  }
}

const strings = (value: unknown): readonly string[] =>
  Array.isArray(value) ? value.map(String) : []

export function decoded(result: unknown): Decoded {
  const from = asRow(result)
  if (from['type'] !== 'bolt11 invoice' || from['valid'] !== true)
    return { is: 'undecodable', why: `not a valid BOLT11 invoice but ${text(from, 'type')}` }
  return {
    is: 'invoice',
    currency: text(from, 'currency'),
    paymentHash: text(from, 'payment_hash'),
    payee: text(from, 'payee'),
    amountMsat: optionalAmount(from, 'amount_msat'),
    createdAt: whole(from, 'created_at'),
    expirySeconds: whole(from, 'expiry'),
    hasPaymentSecret: from['payment_secret'] !== undefined,
    description: optionalText(from, 'description'),
    descriptionHash: optionalText(from, 'description_hash'),
    minFinalCltv: whole(from, 'min_final_cltv_expiry')
  }
}

export function invoice(result: unknown): Invoice {
  const from = asRow(result)
  const warnings = Object.keys(from).filter(key => key.startsWith('warning_'))
  return {
    bolt11: text(from, 'bolt11'),
    paymentHash: text(from, 'payment_hash'),
    expiresAt: whole(from, 'expires_at'),
    warning: warnings.length > 0 ? warnings.map(key => text(from, key)).join('; ') : undefined
  }
}

export function invoiceStates(result: unknown): readonly InvoiceState[] {
  return asRows(result, 'invoices').map(from => ({
    ...invoice(from),
    status: oneOf(['unpaid', 'paid', 'expired'], from, 'status'),
    payIndex: optionalWhole(from, 'pay_index'),
    amountReceivedMsat: optionalAmount(from, 'amount_received_msat')
  }))
}

export function paidInvoice(result: unknown): PaidInvoice {
  const from = asRow(result)
  return {
    payIndex: whole(from, 'pay_index'),
    label: text(from, 'label'),
    paymentHash: text(from, 'payment_hash'),
    amountReceivedMsat: amount(from, 'amount_received_msat'),
    paidAt: whole(from, 'paid_at')
  }
}

export const changedInvoices = (result: unknown): readonly ChangedInvoice[] =>
  asRows(result, 'invoices').map(from => ({
    updatedIndex: whole(from, 'updated_index'),
    label: text(from, 'label'),
    paid:
      from['status'] === 'paid'
        ? {
            payIndex: whole(from, 'pay_index'),
            amountReceivedMsat: amount(from, 'amount_received_msat')
          }
        : undefined
  }))

export function paid(result: unknown): PayReply {
  const from = asRow(result)
  return {
    is: 'success',
    preimage: text(from, 'payment_preimage'),
    amountSentMsat: amount(from, 'amount_sent_msat'),
    failedParts: whole(from, 'failed_parts')
  }
}

const STATUSES = ['pending', 'complete', 'failed'] as const

/** listpays calls it `preimage`, listsendpays `payment_preimage`. */
const part =
  (source: Part['source'], preimage: string) =>
  (from: Row): Part => ({
    status: oneOf(STATUSES, from, 'status'),
    source,
    createdIndex: whole(from, 'created_index'),
    preimage: optionalText(from, preimage),
    amountSentMsat: optionalAmount(from, 'amount_sent_msat'),
    label: optionalText(from, 'label')
  })

export const pays = (result: unknown): readonly Part[] =>
  asRows(result, 'pays').map(part('listpays', 'preimage'))

export const sendpays = (result: unknown): readonly Part[] =>
  asRows(result, 'payments').map(part('listsendpays', 'payment_preimage'))

const sentPart = (from: Row): SentPart => ({
  ...part('listsendpays', 'payment_preimage')(from),
  paymentHash: text(from, 'payment_hash'),
  destination: optionalText(from, 'destination'),
  bolt11: optionalText(from, 'bolt11')
})

export const sentParts = (result: unknown): readonly SentPart[] =>
  asRows(result, 'payments').map(sentPart)

/** A pending part has not been updated. */
export const endedParts = (result: unknown): readonly EndedPart[] =>
  asRows(result, 'payments').flatMap(from => {
    const updatedIndex = optionalWhole(from, 'updated_index')
    if (updatedIndex === undefined || from['status'] === 'pending') return []
    return [{ ...sentPart(from), updatedIndex }]
  })

/** A channel that is being spliced still carries payments. */
const USABLE: readonly unknown[] = ['CHANNELD_NORMAL', 'CHANNELD_AWAITING_SPLICE']

export function channels(result: unknown): readonly Channel[] {
  return asRows(result, 'channels').map(from => ({
    connected: from['peer_connected'] === true,
    normal: USABLE.includes(from['state']),
    scids: [
      optionalText(from, 'short_channel_id'),
      optionalText(asRow(from['alias'] ?? {}), 'local')
    ].filter(scid => scid !== undefined),
    spendableMsat: optionalAmount(from, 'spendable_msat') ?? ZERO,
    receivableMsat: optionalAmount(from, 'receivable_msat') ?? ZERO,
    htlcHashes: (from['htlcs'] === undefined ? [] : asRows(from, 'htlcs')).map(htlc =>
      text(htlc, 'payment_hash')
    )
  }))
}

function oneOf<const T extends string>(known: readonly T[], from: Row, key: string): T {
  const value = from[key]
  return known.find(one => one === value) ?? unreadable(key)
}

export const sendpaysIndex = (name: 'created' | 'updated', result: unknown): number =>
  whole(asRow(result), name)
