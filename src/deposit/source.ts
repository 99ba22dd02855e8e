// The shape of a way for money to come in. A source opens what is shown, and says what was paid to
// it; what that means for the books is decided in decide.ts. Another one is a file in sources/,
// with its wire, and a line in the registry.
import type { Id } from '../core/ids.ts'
import type { Msat } from '../core/msat.ts'
import type { Evidence } from './decide.ts'

export const METHODS = ['lightning', 'btcpay', 'charge', 'onchain'] as const
export type Method = (typeof METHODS)[number]

export type Wanted = {
  readonly deposit: Id
  /** Undefined: whoever pays chooses. */
  readonly amountMsat: Msat | undefined
  readonly description: string
  readonly expirySeconds: number
  /** It was asked for before, and nobody knows whether that was carried out. */
  readonly again: boolean
}

/** One way to pay a deposit: an address, an invoice, in the coin that it takes. */
export type Way = {
  /** As the source calls it, for instance BTC-CHAIN. */
  readonly method: string
  readonly currency: string
  readonly destination: string
  readonly link: string | null
  /** In that coin; null where the payer chooses. */
  readonly amount: string | null
  /** Sats of the invoice for one whole coin, fixed when it was made; null where it is the same. */
  readonly rate: string | null
}

export type Shown = {
  /** The source's own name of it. */
  readonly invoice: string
  readonly bolt11: string | null
  readonly paymentHash: string | null
  readonly address: string | null
  readonly ways: readonly Way[]
  readonly warning: string | null
  /** Unix seconds. */
  readonly expiresAt: number
  /** Unix seconds until which the source looks for payments to it; undefined: without end. */
  readonly until?: number | undefined
}

export type Source = {
  readonly method: Method
  readonly title: string
  /** What is credited at least, and what is asked for at most (null: anything). */
  readonly minMsat: Msat
  readonly maxMsat: Msat | null
  /** Blocks until a payment on a chain counts; 0 where it counts at once. */
  readonly confirmations: number
  /** Whether what comes in this way lies in our own channels. */
  readonly fundsChannels: boolean
  readonly expirySeconds: number
  /** What becomes of payments that are not as asked for, in words; null: any is credited. */
  readonly policy: string | null
  /** Why it cannot ask for that amount, if so. */
  readonly refuses: (amountMsat: Msat | undefined) => string | undefined
  /**
   * Repeated for the same deposit it may make another one, of which the first that is noted counts.
   * @throws {AppError} whose cause is a `SourceRefused` where trying again is of no use
   */
  readonly open: (wanted: Wanted) => Promise<Shown>
  /** How what was paid is seen; undefined: the node hands it out in order, see watch.ts. */
  readonly polled?: Polled
}

export type Asked = {
  readonly deposit: Id
  readonly invoice: string
  /** Something was seen of it already, or a notice says so: it is worth a closer look. */
  readonly stirred: boolean
  /** What was shown is not to be paid any more, by its own time. */
  readonly timeOver: boolean
}

export type Sighting = {
  /** Every payment to it, and no other. */
  readonly payments: readonly Evidence[]
  /** Its time is over: it is not to be paid any more, though somebody may. */
  readonly over: boolean
  /** What an operator should know of it, for instance that it was marked by hand. */
  readonly doubt: string | undefined
}

export type Polled = {
  /** How many are looked for at once. */
  readonly atOnce: number
  /**
   * By invoice; of what is not in it nothing is known now.
   * @throws where nothing is known of any
   */
  readonly sight: (asked: readonly Asked[]) => Promise<ReadonlyMap<string, Sighting>>
  /** Hears of invoices that are worth a look, until the signal aborts; nothing rests on it. */
  readonly listen?: (ring: (invoice: string) => void, signal: AbortSignal) => Promise<void>
}

/** The other side understood and said no: again it would say the same. */
export class SourceRefused extends Error {
  override readonly name = 'SourceRefused'
}
