// The interface to a Lightning node that the gateway needs; drivers translate a wire format to
// these types, and nothing of the wire leaks inward.
import type { ErrorCode } from '../core/errors.ts'
import type { Msat } from '../core/msat.ts'
import type { Router } from './router.ts'

export const NETWORKS = ['bitcoin', 'testnet', 'signet', 'regtest'] as const
export type Network = (typeof NETWORKS)[number]

export type NodeInfo = {
  readonly id: string
  readonly version: string
  readonly network: Network
  readonly blockHeight: number
  /** The node's own words while it lags behind the chain. */
  readonly syncing: string | undefined
  /** Its machine's clock in unix seconds; undefined over the socket, where it is our own. */
  readonly clock: number | undefined
}

/** The relevant settings of listconfigs at start-up (safe-payer.md 3.1). */
export type NodeSettings = {
  readonly slowMode: boolean
  /** xpay-user-layer: layers of others, which could open a route that ours closes. */
  readonly userLayers: readonly string[]
  readonly dualFund: boolean
  /** Every autoclean age that would delete evidence, in seconds; all must be 0. */
  readonly autocleanAges: Readonly<Record<string, number>>
}

/** What a BOLT11 says, as we parse it and as the node does. */
type InvoiceFacts = {
  readonly is: 'invoice'
  readonly paymentHash: string
  readonly payee: string
  /** undefined: the payer chooses. */
  readonly amountMsat: Msat | undefined
  /** Unix seconds. Callers that have a clock check whether it has expired. */
  readonly createdAt: number
  /** Written by the payee: never trust it as markup. */
  readonly description: string | undefined
  readonly descriptionHash: string | undefined
  readonly minFinalCltv: number
}

/** The result of our own strict parsing of a BOLT11; a first screen. */
export type Screened =
  | (InvoiceFacts & {
      /** Lower case, without scheme and white space: what is sent to the node. */
      readonly bolt11: string
      readonly network: Network
      readonly expiresAt: number
    })
  | {
      readonly is: 'refused'
      readonly code: Extract<ErrorCode, 'invoice_invalid' | 'invoice_wrong_network'>
      readonly why: string
    }

export type ScreenInvoice = (text: string) => Screened

/** The node's decoding of a BOLT11; it is authoritative, ours only screens. */
export type Decoded =
  | (InvoiceFacts & {
      readonly currency: string
      readonly expirySeconds: number
      readonly hasPaymentSecret: boolean
    })
  | { readonly is: 'undecodable'; readonly why: string }

export type PayRequest = {
  readonly bolt11: string
  /** Only for an invoice that names no amount. */
  readonly amountMsat: Msat | undefined
  readonly maxFeeMsat: Msat
  readonly retryForSeconds: number
  readonly label: string
  /** The askrene layer by which this call can be fenced (safe-payer.md 3.8). */
  readonly layer: string
  /** The lightningd that the call is meant for; a different one is not called. */
  readonly identity: string | undefined
  /** Abandons the call by closing its connection. The node carries on regardless. */
  readonly signal: AbortSignal
}

/**
 * How a call of xpay ended, as far as the caller can know. None of these means `failed`: only the
 * node's list of parts can.
 * - success: the node answered with a preimage
 * - refused: xpay itself answered with a JSON-RPC error, which by itself proves nothing
 *   (safe-payer.md 3.4)
 * - unsent: not a byte was written to the node
 * - lost: something was written and no answer of xpay's own was read
 */
export type PayReply =
  | {
      readonly is: 'success'
      readonly preimage: string
      readonly amountSentMsat: Msat
      readonly failedParts: number
    }
  | { readonly is: 'refused'; readonly code: number; readonly message: string }
  | { readonly is: 'unsent'; readonly why: string }
  | { readonly is: 'lost'; readonly why: string }

/** One part (or attempt) of a payment as reported by listpays or listsendpays. */
export type Part = {
  readonly status: 'pending' | 'complete' | 'failed'
  readonly source: 'listpays' | 'listsendpays'
  readonly createdIndex: number
  readonly preimage: string | undefined
  readonly amountSentMsat: Msat | undefined
  readonly label: string | undefined
}

/** A part, with the data to rebuild a payment that the ledger has lost. */
export type SentPart = Part & {
  readonly paymentHash: string
  readonly destination: string | undefined
  readonly bolt11: string | undefined
}
export type EndedPart = SentPart & { readonly updatedIndex: number }

export type Invoice = {
  readonly bolt11: string
  readonly paymentHash: string
  readonly expiresAt: number
  /** For instance: not enough inbound capacity. */
  readonly warning: string | undefined
}

export type PaidInvoice = {
  readonly payIndex: number
  readonly label: string
  readonly paymentHash: string
  readonly amountReceivedMsat: Msat
  readonly paidAt: number
}

/** An invoice of the node that was paid, or has expired. */
export type ChangedInvoice = {
  readonly updatedIndex: number
  readonly label: string
  readonly paid: Pick<PaidInvoice, 'payIndex' | 'amountReceivedMsat'> | undefined
}

/** The state of one of our invoices, by label. */
export type InvoiceState = Invoice & {
  readonly status: 'unpaid' | 'paid' | 'expired'
  readonly payIndex: number | undefined
  readonly amountReceivedMsat: Msat | undefined
}

export type Channel = {
  readonly connected: boolean
  readonly normal: boolean
  /** Its short channel id and our alias, as far as it has them: it is closed by these. */
  readonly scids: readonly string[]
  readonly spendableMsat: Msat
  readonly receivableMsat: Msat
  /**
   * Payment hashes of the HTLCs currently in it: the only evidence against a phantom (safe-payer.md
   * 3.6).
   */
  readonly htlcHashes: readonly string[]
}

/**
 * Every method but `pay` throws `NodeSilent` or
 * `NodeRefused`. Amounts in msat, times in unix seconds.
 */
export type Lightning = {
  info(): Promise<NodeInfo>
  settings(): Promise<NodeSettings>
  /** xpay-slow-mode alone: it may change at any time, so it is read for each payment. */
  slowMode(): Promise<boolean>
  decode(text: string): Promise<Decoded>
  /** Repeated with the same label, it returns the same invoice (CLN error 900 → listinvoices). */
  invoice(request: {
    readonly amountMsat: Msat | undefined
    readonly label: string
    readonly description: string
    readonly expirySeconds: number
  }): Promise<Invoice>
  findInvoice(label: string): Promise<InvoiceState | undefined>
  /**
   * The next invoice paid after the cursor, at once if there is one; undefined after the timeout
   * (904).
   */
  waitAnyInvoice(
    lastPayIndex: number,
    timeoutSeconds: number,
    signal?: AbortSignal
  ): Promise<PaidInvoice | undefined>
  /** Invoices by the node's `updated` index from `from` on, in its order. */
  changedInvoices(from: number, limit: number): Promise<readonly ChangedInvoice[]>
  /** The highest pay_index that the node has assigned, 0 if none. */
  highestPayIndex(): Promise<number>
  /** Never throws; see PayReply. */
  pay(request: PayRequest): Promise<PayReply>
  /** Rows of listpays for the hash: whether anything of it is pending, or arrived. */
  attempts(paymentHash: string): Promise<readonly Part[]>
  /** Rows of listpays and listsendpays for the hash, created after the watermark. */
  parts(paymentHash: string, watermark: number): Promise<readonly Part[]>
  /**
   * Parts of any payment that have ended, by the node's `updated` index from `from` on, in its
   * order.
   */
  endedParts(from: number, limit: number): Promise<readonly EndedPart[]>
  /** Parts of any payment that are under way. */
  pendingParts(): Promise<readonly SentPart[]>
  /**
   * Waits until the node's `updated` index of sendpays is `next` or more, and returns it; 0 returns
   * it at once.
   */
  updatedIndex(next: number, signal: AbortSignal): Promise<number>
  /** The node's current `created` index of sendpays: rows of a payment sent later are above it. */
  watermark(): Promise<number>
  /** Changes with every start of lightningd, if the transport can tell (unix socket). */
  identity(): Promise<string | undefined>
  /** An invoice of this node by its hash; undefined if it has none. */
  ownInvoice(paymentHash: string): Promise<InvoiceState['status'] | undefined>
  readonly router: Router
  channels(): Promise<readonly Channel[]>
  close(): Promise<void>
}
