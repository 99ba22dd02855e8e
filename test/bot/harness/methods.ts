// The methods of the Bot API that bots need, with the refusals that bots meet.
import type { Update } from 'grammy/types'
import { BOT, messageOf, type Json, type Shown, type World } from './world.ts'

export class Refusal extends Error {
  readonly code: number
  readonly parameters: Json | undefined
  constructor(code: number, description: string, parameters?: Json) {
    super(description)
    this.code = code
    this.parameters = parameters
  }
}

const bad = (why: string): Refusal => new Refusal(400, `Bad Request: ${why}`)

export type Webhook = { url: string; secret: string }

export function methods(world: World, webhook: Webhook) {
  const known: Record<string, (params: Json) => unknown> = {
    getMe: () => ({ ...BOT, can_join_groups: true, supports_inline_queries: true }),
    getUpdates: params => {
      if (webhook.url !== '')
        throw new Refusal(409, "Conflict: can't use getUpdates method while webhook is active")
      return poll(world, params)
    },
    setWebhook: params => {
      Object.assign(webhook, { url: params['url'], secret: params['secret_token'] })
      return true
    },
    deleteWebhook: () => {
      Object.assign(webhook, { url: '', secret: '' })
      return true
    },
    sendMessage: params => send(world, params, false),
    sendPhoto: params => send(world, params, true),
    editMessageText: params => edit(world, params, 'text'),
    editMessageCaption: params => edit(world, params, 'caption'),
    editMessageReplyMarkup: params => edit(world, params, 'markup'),
    deleteMessage: params => {
      const found = world.find(Number(params['chat_id']), Number(params['message_id']))
      if (found) found.deleted = true
      return true
    },
    getChatMember: ({ chat_id: chat, user_id: user }) =>
      world.admins.has(Number(chat))
        ? { status: 'administrator', user: { id: user }, can_delete_messages: true }
        : { status: 'member', user: { id: user } },
    deleteMessages: params => {
      if (!world.admins.has(Number(params['chat_id']))) throw bad("message can't be deleted")
      return true
    },
    getFile: params => {
      const id = String(params['file_id'])
      const file = world.files.get(id)
      if (!file) throw bad('file not found')
      return { file_id: id, file_unique_id: id, file_size: file.size, file_path: `photos/${id}` }
    }
  }
  for (const quiet of [
    'answerCallbackQuery',
    'answerInlineQuery',
    'setMyCommands',
    'setMyDescription',
    'setMyShortDescription',
    'sendChatAction'
  ])
    known[quiet] = () => true
  known['setMessageReaction'] = () => true
  return known
}

async function poll(world: World, params: Json): Promise<readonly Update[]> {
  const offset = Number(params['offset'] ?? 0)
  const first = world.queue.findIndex(({ update_id: id }) => id >= offset)
  world.queue.splice(0, first === -1 ? world.queue.length : first)
  if (world.queue.length === 0) {
    await new Promise<void>(resolve => {
      const done = (): void => {
        clearTimeout(timer)
        world.happened.off('update', done)
        resolve()
      }
      const timer = setTimeout(done, Number(params['timeout'] ?? 0) * 1000)
      world.happened.once('update', done)
      world.happened.once('close', done)
    })
  }
  return world.queue.slice(0, Number(params['limit'] ?? 100))
}

function send(world: World, params: Json, isPhoto: boolean): unknown {
  const chat = Number(params['chat_id'])
  if (chat > 0 && !world.started.has(chat))
    throw new Refusal(403, "Forbidden: bot can't initiate conversation with a user")
  const given = params[isPhoto ? 'caption' : 'text']
  const text = typeof given === 'string' ? given : ''
  check(params, text, isPhoto)
  const message: Shown = {
    chat,
    id: world.messageId(),
    text,
    isPhoto,
    params,
    deleted: false,
    edits: 0
  }
  world.shown.push(message)
  return messageOf(message, world.people.get(chat))
}

function edit(world: World, params: Json, what: 'text' | 'caption' | 'markup'): unknown {
  if (params['inline_message_id'] !== undefined) return true
  const found = world.find(Number(params['chat_id']), Number(params['message_id']))
  if (!found) throw bad('message to edit not found')
  if (what !== 'markup' && (what === 'caption') !== found.isPhoto)
    throw bad(`there is no ${what} in the message to edit`)
  const text = what === 'markup' ? found.text : String(params[what])
  check(params, text, what === 'caption')
  const same =
    JSON.stringify(params['reply_markup']) === JSON.stringify(found.params['reply_markup'])
  if (text === found.text && same)
    throw bad(
      'message is not modified: specified new message content and reply markup are exactly the same'
    )
  found.text = text
  found.params = params
  found.edits++
  return messageOf(found, world.people.get(found.chat))
}

const MARKUP = /<(?!\/?(b|i|u|s|code|pre|a)\b)/

function check(params: Json, text: string, isCaption: boolean): void {
  if (text === '' && !isCaption) throw bad('message text is empty')
  if (text.length > (isCaption ? 1024 : 4096)) throw bad('message is too long')
  if (params['parse_mode'] !== undefined && MARKUP.test(text)) throw bad("can't parse entities")
  const entities = (params['entities'] ?? params['caption_entities'] ?? []) as readonly {
    readonly offset: number
    readonly length: number
  }[]
  for (const { offset, length } of entities)
    if (offset < 0 || length < 1 || offset + length > text.length)
      throw bad("can't parse entities: out of the text")
  const markup = params['reply_markup'] as
    | { inline_keyboard?: readonly (readonly Json[])[] }
    | undefined
  for (const button of markup?.inline_keyboard?.flat() ?? []) {
    const data = button['callback_data']
    if (typeof data === 'string' && Buffer.byteLength(data) > 64) throw bad('BUTTON_DATA_INVALID')
    if (typeof button['url'] === 'string' && !/^(https?|tg):\/\//.test(button['url']))
      throw bad('inline keyboard button URL is invalid')
    if (typeof button['text'] !== 'string' || button['text'] === '')
      throw bad('text buttons are empty')
  }
}
