// What the make-believe Telegram knows: people, chats, messages; and what is to be told to the bot.
import type { Message, Update, User } from 'grammy/types'
import { EventEmitter } from 'node:events'

export type Json = Readonly<Record<string, unknown>>
export type Call = { readonly method: string; readonly params: Json; readonly at: number }
/** `caption` or `text`, whichever there is, and the buttons by their labels. */
export type Shown = {
  readonly chat: number
  readonly id: number
  text: string
  readonly isPhoto: boolean
  params: Json
  deleted: boolean
  edits: number
}

type File = { readonly bytes: Buffer; readonly size: number; readonly drips: boolean }

export type World = ReturnType<typeof world>

export const BOT: User = {
  id: 4242,
  is_bot: true,
  first_name: 'LApp Gateway',
  username: 'lapp_gateway_bot'
}

export function world() {
  const happened = new EventEmitter().setMaxListeners(0)
  const people = new Map<number, User>()
  /** Those who have written to the bot: it may write to them. */
  const started = new Set<number>()
  /** Groups in which the bot may delete. */
  const admins = new Set<number>()
  const shown: Shown[] = []
  const calls: Call[] = []
  const queue: Update[] = []
  const files = new Map<string, File>()
  let lastUpdate = 1000
  let lastMessage = 100

  return {
    happened,
    people,
    started,
    admins,
    shown,
    calls,
    queue,
    files,
    messageId: () => ++lastMessage,
    /** Puts it in line for the bot; answers it with its number. */
    push(update: Omit<Update, 'update_id'>): Update {
      const numbered: Update = { ...update, update_id: ++lastUpdate }
      queue.push(numbered)
      happened.emit('update')
      return numbered
    },
    note(call: Call): void {
      calls.push(call)
      happened.emit('call')
    },
    find: (chat: number, id: number): Shown | undefined =>
      shown.find(message => message.chat === chat && message.id === id && !message.deleted)
  }
}

/** A message of the bot, as Telegram answers it and as it comes back in a press or a reply. */
export const messageOf = ({ chat, id, text, isPhoto, params }: Shown, user?: User): Message =>
  ({
    message_id: id,
    date: 1_795_514_400,
    chat:
      chat > 0
        ? { id: chat, type: 'private', first_name: user?.first_name ?? 'x' }
        : { id: chat, type: 'supergroup', title: 'Group' },
    from: BOT,
    reply_markup: params['reply_markup'],
    ...(isPhoto ? { caption: text, photo: [] } : { text })
  }) as unknown as Message
