// What a button does. It lies in the database; the button itself carries only an opaque id.
import type { Method } from '../deposit/source.ts'
import type { Currency } from '../rates/money.ts'
import type { Language } from './texts/say.ts'

/** A gift as it was read, before it is carried out. */
export type Give = {
  /** Null: asked for next, where a payee names none. */
  readonly amountMsat: string | null
  readonly memo: string
  readonly to:
    | {
        readonly is: 'reply'
        readonly chat: number
        readonly thread?: number | undefined
        readonly message: number
        /** What the group is called. */
        readonly place: string
        readonly id: number
        readonly name: string
      }
    /** By name: since when it has been theirs, as far as we saw. */
    | { readonly is: 'person'; readonly id: number; readonly name: string; readonly since?: string }
    | { readonly is: 'payee'; readonly destination: string }
}

/** Amounts in msat, as JSON carries big ones: text. */
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
      readonly comment?: string
    }
  /** A comment is asked for, before it is paid. */
  | { readonly is: 'comment'; readonly destination: string; readonly amountMsat: string }
  | ({ readonly is: 'give' } & Give)
  | {
      readonly is: 'send'
      readonly to: number
      readonly name: string
      readonly amountMsat: string
      readonly memo: string
    }
  /** A payment that waits for its turn. */
  | { readonly is: 'cancel payment'; readonly payment: string }
  /** What nobody has claimed yet comes back. */
  | { readonly is: 'take back'; readonly transfer: string; readonly name: string }
  /** A gift from whoever asked for it inline; whoever may press and is first gets it. */
  | {
      readonly is: 'take'
      readonly amountMsat: string
      readonly giver: number
      readonly memo?: string
    }
  /** For so many, so much each. */
  | {
      readonly is: 'giveaway'
      readonly amountMsat: string
      readonly count: number
      readonly memo: string
    }
  /** For everybody, again and again: a part of a giveaway, or into a jar. */
  | { readonly is: 'join round'; readonly round: string }
  | { readonly is: 'end round'; readonly round: string }
  /** Whoever presses gives it to whoever asked for it inline; one does. */
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
