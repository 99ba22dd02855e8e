// What a button does. Stored in the database; the button itself carries only an opaque id.
import type { Id } from '../core/ids.ts'
import type { Method } from '../deposit/source.ts'
import type { Currency } from '../rates/money.ts'
import type { Language } from './texts/language.ts'

/** A gift as it was parsed, before it is carried out. */
export type Give = {
  /** null: asked for next, if the payee's invoice names no amount. */
  readonly amountMsat: string | null
  readonly memo: string
  readonly to:
    | {
        readonly is: 'reply'
        readonly chat: number
        readonly thread?: number | undefined
        readonly message: number
        /** The group's title. */
        readonly place: string
        readonly id: number
        readonly name: string
      }
    /** If named by username: since when we have seen them bear it. */
    | {
        readonly is: 'person'
        readonly id: number
        readonly name: string
        readonly since?: string | undefined
      }
    | { readonly is: 'payee'; readonly destination: string }
}

/** Amounts are msat in decimal text, since JSON has no bigint. */
export type Action =
  | { readonly is: 'cancel' }
  | {
      readonly is: 'deposit'
      readonly amountMsat: string | null
      readonly ask: boolean
      readonly memo?: string
      readonly method?: Method
    }
  | {
      readonly is: 'pay'
      readonly destination: string
      readonly amountMsat: string
      readonly maxFeeMsat: string
      readonly comment?: string | undefined
    }
  /** Asks for a comment before the payment. */
  | { readonly is: 'comment'; readonly destination: string; readonly amountMsat: string }
  | ({ readonly is: 'give' } & Give)
  | {
      readonly is: 'send'
      readonly to: number
      readonly name: string
      readonly amountMsat: string
      readonly memo: string
    }
  /** A payment waiting for its turn. */
  | { readonly is: 'cancel payment'; readonly payment: string }
  /** Takes back a transfer that nobody has claimed yet. */
  | { readonly is: 'take back'; readonly transfer: string; readonly name: string }
  /** A gift offered inline by `giver`; the first allowed person to press gets it. */
  | {
      readonly is: 'take'
      readonly amountMsat: string
      readonly giver: number
      readonly memo?: string
    }
  /** `count` parts of `amountMsat` each. */
  | {
      readonly is: 'giveaway'
      readonly amountMsat: string
      readonly count: number
      readonly memo: string
    }
  /** Anyone may press, repeatedly: takes a part of a giveaway, or pays into a tip jar. */
  | { readonly is: 'join round'; readonly round: string }
  | { readonly is: 'end round'; readonly round: string }
  /** A request made inline by `asker`: the first person to press pays it. */
  | {
      readonly is: 'request'
      readonly amountMsat: string
      readonly asker: number
      readonly memo: string
    }
  | { readonly is: 'lapp'; readonly lapp: string }
  | {
      readonly is: 'answer'
      readonly name: string
      readonly value: string | number | boolean | null
    }
  | { readonly is: 'back' }
  | {
      readonly is: 'buy'
      readonly lapp: string
      readonly quote: string
      readonly maxTotalMsat: string
    }
  | { readonly is: 'history'; readonly cursor: string }
  | { readonly is: 'language'; readonly language: Language }
  | { readonly is: 'notify'; readonly on: boolean }
  | { readonly is: 'unit'; readonly unit: Currency | null }
  | { readonly is: 'reaction'; readonly msat: string | null }
  | { readonly is: 'make key'; readonly what: 'full' | 'receive' | 'read' }
  | { readonly is: 'revoke key'; readonly key: string }
  | { readonly is: 'join'; readonly link: string }
  | { readonly is: 'part' }
  /** What is over the budget of a key. */
  | { readonly is: 'approve'; readonly approval: Id; readonly yes: boolean }
