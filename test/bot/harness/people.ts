// People of the make-believe Telegram: they write, reply, forward, press, react and take photos.
import type { Message, MessageEntity, Update, User } from 'grammy/types'
import type { Telegram } from './telegram.ts'
import { messageOf, type Shown } from './world.ts'

type Said = {
  readonly reply?: Message
  readonly entities?: readonly MessageEntity[]
  /** Fields that this message has besides. */
  readonly more?: object
}

export type Heard = { readonly update: Update; readonly message: Message }

export type Person = ReturnType<typeof person>

export function person(
  on: Telegram,
  id: number,
  first_name: string,
  username?: string,
  language_code = 'en'
) {
  const user: User = {
    id,
    is_bot: false,
    first_name,
    language_code,
    ...(username !== undefined && { username })
  }
  on.people.set(id, user)

  function says(text: string, chat = id, { reply, entities = [], more = {} }: Said = {}): Heard {
    if (chat === id) on.started.add(id)
    const command = /^\/\w+(@\w+)?/.exec(text)?.[0]
    const marks = [
      ...(command ? [{ type: 'bot_command', offset: 0, length: command.length } as const] : []),
      ...entities
    ]
    return write(chat, { text, ...(marks.length > 0 && { entities: marks }), ...more }, reply)
  }

  function write(chat: number, content: object, reply?: Message): Heard {
    const message = {
      message_id: on.messageId(),
      date: Math.floor(Date.now() / 1000),
      chat:
        chat > 0
          ? { id: chat, type: 'private', first_name }
          : { id: chat, type: 'supergroup', title: 'Group' },
      from: user,
      ...content,
      ...(reply && { reply_to_message: reply })
    } as unknown as Message & Update.NonChannel
    return { update: on.push({ message }), message }
  }

  return {
    user,
    id,
    says,
    /** A picture, as photographs come; `drips`: its end never does. */
    sends(bytes: Buffer, { size = bytes.length, more = {}, drips = false } = {}): Heard {
      on.started.add(id)
      const file_id = `file${on.messageId()}`
      on.files.set(file_id, { bytes, size, drips })
      const whole = { file_id, file_unique_id: file_id, width: 800, height: 800, file_size: size }
      return write(id, { photo: [whole], ...more })
    },
    presses(message: Shown, label: RegExp | string): Update {
      const markup = message.params['reply_markup'] as
        | { inline_keyboard: readonly (readonly { text: string; callback_data?: string }[])[] }
        | undefined
      const all = markup?.inline_keyboard.flat() ?? []
      const button = all.find(({ text }) =>
        typeof label === 'string' ? text === label : label.test(text)
      )
      if (!button)
        throw new Error(`no button ${String(label)} among ${all.map(b => b.text).join()}`)
      return on.push({
        callback_query: {
          id: String(on.messageId()),
          from: user,
          chat_instance: '1',
          message: messageOf(message, user),
          data: button.callback_data ?? ''
        }
      })
    },
    reacts(chat: number, message: number, emoji: string): Update {
      return on.push({
        message_reaction: {
          chat: { id: chat, type: 'supergroup', title: 'Group' },
          message_id: message,
          user,
          date: 1,
          old_reaction: [],
          new_reaction: [{ type: 'emoji', emoji }]
        }
      } as unknown as Omit<Update, 'update_id'>)
    },
    asksInline: (query: string): Update =>
      on.push({
        inline_query: { id: String(on.messageId()), from: user, query, offset: '' }
      }),
    pressesInline: (data: string): Update =>
      on.push({
        callback_query: {
          id: String(on.messageId()),
          from: user,
          chat_instance: '1',
          data,
          inline_message_id: 'inline1'
        }
      })
  }
}
