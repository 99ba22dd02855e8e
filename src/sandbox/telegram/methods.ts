// The Bot API methods of the simulated Telegram, with Telegram's own refusals.
import { entitiesOf, keyboardOf, textOf } from './check.ts'
import type { Upload } from './form.ts'
import { chatOf, GROUP } from './people.ts'
import { poll } from './poll.ts'
import { bad, Refused } from './refused.ts'
import type { Chat, Json, Message } from './wire.ts'
import * as stored from './world.ts'
import type { World } from './world.ts'

type Method = (world: World, params: Json, gone: AbortSignal) => unknown

const yes: Method = () => true

export const METHODS: Readonly<Record<string, Method>> = {
  getMe: ({ bot }) => ({
    ...bot,
    can_join_groups: true,
    can_read_all_group_messages: true,
    supports_inline_queries: false
  }),
  getUpdates: poll,
  setWebhook: () => {
    throw bad('bad webhook: this server is only polled')
  },
  deleteWebhook: yes,
  getWebhookInfo: () => ({ url: '', has_custom_certificate: false, pending_update_count: 0 }),
  setMyCommands: yes,
  setMyDescription: yes,
  setMyShortDescription: yes,
  sendChatAction: yes,
  setMessageReaction: yes,
  sendMessage: (world, params) => send(world, params, saying(params, 'text')),
  sendPhoto,
  editMessageText: (world, params) => edit(world, params, 'text'),
  editMessageCaption: (world, params) => edit(world, params, 'caption'),
  editMessageReplyMarkup: (world, params) => edit(world, params, undefined),
  deleteMessage: (world, params) => {
    const { chat, message_id: id } = mustFind(world, params, 'delete')
    stored.remove(world, chat.id, id)
    return true
  },
  deleteMessages: (world, params) => {
    const chat = mustBeChat(params)
    for (const id of params['message_ids'] as readonly number[]) stored.remove(world, chat.id, id)
    return true
  },
  /** The bot may delete messages in the group. */
  getChatMember: ({ bot }, { user_id: id }) =>
    Number(id) === bot.id
      ? { status: 'administrator', user: bot, can_delete_messages: true }
      : { status: 'member', user: { id, is_bot: false, first_name: '' } },
  answerCallbackQuery: whisper,
  answerInlineQuery: () => {
    throw bad('query is too old and response timeout expired or query ID is invalid')
  },
  getFile: () => {
    throw bad('wrong file_id or the file is temporarily unavailable')
  }
}

function mustBeChat({ chat_id: id }: Json): Chat {
  const chat = chatOf(Number(id))
  if (chat === undefined) throw bad('chat not found')
  return chat
}

function mustFind(world: World, params: Json, to: string): Message {
  const found = stored.findMessage(world, mustBeChat(params).id, Number(params['message_id']))
  if (found === undefined) throw bad(`message to ${to} not found`)
  return found
}

/** Telegram's own limit per bot, over all chats. */
const PER_SECOND = 30

function mustNotFlood({ sent, network }: World): void {
  const now = network.now()
  while ((sent[0] ?? now) <= now - 1000) sent.shift()
  if (sent.length >= PER_SECOND) throw new Refused(429, 'Too Many Requests: retry after 1', 1)
  sent.push(now)
}

function send(world: World, params: Json, said: Said): Message {
  mustNotFlood(world)
  const chat = mustBeChat(params)
  const known = stored.messagesIn(world, chat.id)
  if (chat.id !== GROUP.id && known.length === 0)
    throw new Refused(403, "Forbidden: bot can't initiate conversation with a user")
  const wanted = params['reply_parameters'] as Json | undefined
  const replied = known.find(({ message_id: id }) => id === Number(wanted?.['message_id']))
  if (wanted && !replied && wanted['allow_sending_without_reply'] !== true)
    throw bad('message to be replied not found')
  return stored.write(world, chat, world.bot, {
    ...said,
    ...keyboardOf(params),
    ...stored.inReplyTo(replied)
  })
}

function sendPhoto(world: World, params: Json): Message {
  const { type, bytes } = (params['photo'] ?? {}) as Partial<Upload>
  if (type === undefined || !/^image\/(png|jpeg)$/.test(type) || bytes === undefined)
    throw bad('there is no photo in the request')
  const said = saying(params, 'caption')
  const size = { file_size: bytes.length, width: 512, height: 512 }
  return world.network.store.transaction(() => {
    const message = send(world, params, {
      ...said,
      photo: [{ file_id: 'photo', file_unique_id: 'photo', ...size }]
    })
    stored.keepPhoto(world, message.message_id, type, bytes)
    return message
  })
}

function edit(world: World, params: Json, what: 'text' | 'caption' | undefined): Message | true {
  if (params['inline_message_id'] !== undefined) throw bad('message to edit not found')
  const { reply_markup: before, ...found } = mustFind(world, params, 'edit')
  if (found.from.id !== world.bot.id) throw bad("message can't be edited")
  if (what !== undefined && found[what] === undefined)
    throw bad(`there is no ${what} in the message to edit`)
  mustNotFlood(world)
  const said = what === undefined ? {} : saying(params, what)
  const keyboard = keyboardOf(params)
  const next = { ...found, ...said, ...keyboard }
  if (JSON.stringify(next) === JSON.stringify({ ...found, reply_markup: before }))
    throw bad(
      'message is not modified: specified new message content and reply markup are exactly the same as a current content and reply markup of the message'
    )
  const edited = { ...next, edit_date: Math.floor(world.network.now() / 1000) }
  stored.put(world, edited)
  return edited
}

type Said = Pick<Message, 'text' | 'entities' | 'caption' | 'caption_entities' | 'photo'>

function saying(params: Json, what: 'text' | 'caption'): Said {
  const text = textOf(params, what)
  return what === 'text'
    ? { text, entities: entitiesOf(params['entities'], text) }
    : { caption: text, caption_entities: entitiesOf(params['caption_entities'], text) }
}

function whisper(world: World, params: Json): true {
  const id = String(params['callback_query_id'])
  const press = world.presses.get(id)
  if (press === undefined)
    throw bad('query is too old and response timeout expired or query ID is invalid')
  world.presses.delete(id)
  const { text } = params
  if (typeof text === 'string' && text !== '')
    world.whispers.set(`${press.person} ${press.chat}`, text)
  return true
}
