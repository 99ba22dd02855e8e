// What the bot shows: words, rows of buttons and a picture; and where it is sent.
import type { Action } from './action.ts'
import type { Words } from './texts/say.ts'

export type Button =
  | { readonly label: Words; readonly does: Action }
  | { readonly label: Words; readonly url: string }

export type Screen = {
  readonly words: Words
  readonly rows?: readonly (readonly Button[])[]
  readonly picture?: Buffer
  /** Its buttons may be pressed by anyone and do not expire with a press. */
  readonly anybody?: true
}

/** Where to send: a chat, optionally a forum topic, optionally as a reply. */
export type Spot = {
  readonly chat: number
  readonly thread?: number | undefined
  readonly reply?: number | undefined
}
