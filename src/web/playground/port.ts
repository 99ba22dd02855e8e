// What the playground needs of the sandbox: its simulated Telegram, wallet and phone.
import type { Language } from '../ground/speech.ts'

export const NAMES = ['ann', 'ben'] as const
export const PLACES = ['private', 'group'] as const

/** The person that the reader plays, and the chat. */
export type Who = {
  readonly as: (typeof NAMES)[number]
  readonly place: (typeof PLACES)[number]
  readonly language: Language
}

export type Entity = {
  readonly type: string
  /** In UTF-16 code units. */
  readonly offset: number
  readonly length: number
  readonly url?: string
}

export type Button = {
  readonly text: string
  readonly callback_data?: string
  readonly url?: string
}

export type Message = {
  readonly message_id: number
  readonly date: number
  readonly edit_date?: number
  readonly from: {
    readonly is_bot: boolean
    readonly first_name: string
    readonly username: string
  }
  readonly text?: string
  readonly entities?: readonly Entity[]
  readonly caption?: string
  readonly caption_entities?: readonly Entity[]
  /** A data: URL. */
  readonly photo?: string
  readonly reply_to_message?: Omit<Message, 'photo'>
  readonly reply_markup?: { readonly inline_keyboard: readonly (readonly Button[])[] }
}

export type Sms = { readonly number: string; readonly text: string; readonly at: string }

export type Seen = {
  readonly messages: readonly Message[]
  /** The bot's answer to the last press, visible to this person alone. */
  readonly whisper?: string
  readonly phone: readonly Sms[]
  /** Since when it is so, in ms; later with every change. */
  readonly at: number
}

export type Playground = {
  readonly look: (who: Who) => Promise<Seen>
  readonly say: (who: Who, text: string, reply: number | undefined) => Promise<unknown>
  readonly press: (who: Who, message: number, row: number, column: number) => Promise<unknown>
  readonly pay: (bolt11: string, amountMsat: number | undefined) => Promise<unknown>
  /** Creates a BOLT11 invoice and returns it. */
  readonly invoice: (amountMsat: number | undefined, description: string) => Promise<string>
}
