// The interface of a deposit source. A source opens an invoice or address, and reports what was
// paid to it; decide.ts decides how that is booked. A new one is a file in sources/, with its wire,
// and a line in the registry.
import type { Id } from '../core/ids.ts'
import type { Msat } from '../core/msat.ts'
import type { Evidence } from './decide.ts'

export const METHODS = ['lightning', 'btcpay', 'charge', 'onchain'] as const
export type Method = (typeof METHODS)[number]

export type Wanted = {
  readonly deposit: Id
  /** undefined: the payer chooses. */
  readonly amountMsat: Msat | undefined
  readonly description: string
  readonly expirySeconds: number
  /** Whether it was asked for before, without knowing whether that succeeded. */
  readonly again: boolean
}

/** One way to pay a deposit: an address or an invoice, in a given coin. */
export type Way = {
  /** The source's own name for it, for instance BTC-CHAIN. */
  readonly method: string
  readonly currency: string
  readonly destination: string
  readonly link: string | null
  /** In that coin; null if the payer chooses. */
  readonly amount: string | null
  /** Sats of the invoice per whole coin, fixed when it was made; null if the coin is bitcoin. */
  readonly rate: string | null
}

export type Shown = {
  /** The source's own id for it. */
  readonly invoice: string
  readonly bolt11: string | null
  readonly paymentHash: string | null
  readonly address: string | null
  readonly ways: readonly Way[]
  readonly warning: string | null
  /** Unix seconds. */
  readonly expiresAt: number
  /** Unix seconds until which the source looks for payments; undefined: indefinitely. */
  readonly until?: number | undefined
}

export type Source = {
  readonly method: Method
  readonly title: string
  /** The least amount that is credited, and the most that may be asked for (null: any). */
  readonly minMsat: Msat
  readonly maxMsat: Msat | null
  /** Confirmations until a payment on chain counts; 0 if it counts at once. */
  readonly confirmations: number
  /** Whether money received this way is in our own channels. */
  readonly fundsChannels: boolean
  readonly expirySeconds: number
  /** The policy for payments that do not match, in words; null: any is credited. */
  readonly policy: string | null
  /** Why it cannot ask for that amount, if it cannot. */
  readonly refuses: (amountMsat: Msat | undefined) => string | undefined
  /**
   * Repeated for the same deposit it may create another invoice, of which the first to be stored
   * counts.
   * @throws {AppError} whose cause is a `SourceRefused` if retrying is of no use
   */
  readonly open: (wanted: Wanted) => Promise<Shown>
  /** How payments are found; undefined: the node delivers them in order, see watch.ts. */
  readonly polled?: Polled
}

export type Asked = {
  readonly deposit: Id
  readonly invoice: string
  /** A payment was seen already, or a notice arrived: worth a closer look. */
  readonly stirred: boolean
  /** Expired by its own time. */
  readonly timeOver: boolean
}

export type Sighting = {
  /** All payments to it, and no others. */
  readonly payments: readonly Evidence[]
  /** Expired: no longer to be paid, though somebody still may. */
  readonly over: boolean
  /** What an operator should know, for instance that it was marked as paid by hand. */
  readonly doubt: string | undefined
}

export type Polled = {
  /** How many are looked up at once. */
  readonly atOnce: number
  /**
   * By invoice; nothing is known about an invoice that is missing, or whose look failed.
   * @throws if nothing is known of any
   */
  readonly sight: (asked: readonly Asked[]) => Promise<ReadonlyMap<string, Sighting | Error>>
  /**
   * Subscribes to hints about invoices worth a look, until the signal aborts; nothing depends on
   * it.
   */
  readonly listen?: (ring: (invoice: string) => void, signal: AbortSignal) => Promise<void>
}

/** The other side understood and refused: it would refuse again. */
export class SourceRefused extends Error {
  override readonly name = 'SourceRefused'
}
