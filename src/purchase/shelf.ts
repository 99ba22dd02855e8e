// What a purchase needs of the LApps: to find one, to check answers against its form, and to ask it.
import type { FieldError } from '../core/errors.ts'
import type { Msat } from '../core/msat.ts'
import type { Delivery, Invoice, Order, Paid, Quote, RefusalCode } from '../lapps/define.ts'

export type Answers = Readonly<Record<string, unknown>>

export type Offered = {
  readonly id: string
  readonly version: string
  readonly status: 'active' | 'paused' | 'retired'
  readonly quotes: boolean
  readonly delivers: boolean
  /** Its payee pays out on delivery only and holds the payment until then. */
  readonly holds: boolean
  readonly limits: {
    readonly msatMin: Msat | undefined
    readonly msatMax: Msat
    /** Seconds that its invoices have to live when we get them. */
    readonly expiryMin: number | undefined
  }
  /** The answers with defaults filled in, or what is wrong with which field. */
  check(
    input: unknown
  ):
    | { readonly is: 'answers'; readonly answers: Answers }
    | { readonly is: 'wrong'; readonly fields: readonly FieldError[] }
}

export type Asked<T> =
  | { readonly is: 'ok'; readonly value: T }
  | {
      readonly is: 'refused'
      readonly code: RefusalCode
      readonly message: string
      readonly field?: string | undefined
    }
  | { readonly is: 'unavailable'; readonly why: string }

export type Shelf = {
  find(id: string): Offered | undefined
  quote(id: string, order: Order<Answers>): Promise<Asked<Quote>>
  invoice(id: string, order: Order<Answers>): Promise<Asked<Invoice>>
  deliver(id: string, order: Order<Answers>, paid: Paid): Promise<Asked<Delivery<Answers>>>
}
