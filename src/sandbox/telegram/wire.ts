// The Bot API's objects, as far as the simulated Telegram has them
// (core.telegram.org/bots/api#available-types).

export type Json = Readonly<Record<string, unknown>>

export type User = {
  readonly id: number
  readonly is_bot: boolean
  readonly first_name: string
  readonly username: string
  readonly language_code?: string
}

export type Chat =
  | {
      readonly id: number
      readonly type: 'private'
      readonly first_name: string
      readonly username: string
    }
  | { readonly id: number; readonly type: 'supergroup'; readonly title: string }

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

export type Photo = {
  readonly file_id: string
  readonly file_unique_id: string
  readonly file_size: number
  readonly width: number
  readonly height: number
}

export type Message = {
  readonly message_id: number
  readonly date: number
  readonly edit_date?: number
  readonly chat: Chat
  readonly from: User
  readonly text?: string
  readonly entities?: readonly Entity[]
  readonly caption?: string
  readonly caption_entities?: readonly Entity[]
  readonly photo?: readonly Photo[]
  readonly reply_to_message?: Message
  readonly reply_markup?: { readonly inline_keyboard: readonly (readonly Button[])[] }
}
