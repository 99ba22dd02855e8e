// Sends and edits messages: words with their entities, buttons by opaque ids, never a link preview.
import { autoRetry } from '@grammyjs/auto-retry'
import { Api, GrammyError, InputFile, type Transformer } from 'grammy'
import type { InlineKeyboardButton } from 'grammy/types'
import type { Action } from './action.ts'
import { aside } from './aside.ts'
import type { Pace } from './pace.ts'
import type { Keyboards } from './store/keyboards.ts'
import type { Place } from './store/shown.ts'
import type { Words } from './texts/say.ts'

export type Button =
  { readonly label: Words; readonly does: Action } | { readonly label: Words; readonly url: string }

export type Screen = {
  readonly words: Words
  readonly rows?: readonly (readonly Button[])[]
  readonly picture?: Buffer
}

export type Chat = {
  /** For `person`, who alone may press its buttons. */
  readonly send: (chat: number, person: number, screen: Screen, reply?: number) => Promise<Place>
  /** What is shown no longer, or the same already, is no error. */
  readonly edit: (place: Place, person: number, screen: Screen) => Promise<void>
  readonly remove: (place: Pick<Place, 'chat' | 'message'>) => Promise<void>
  /** Nobody waits for it; where there is little room for messages, it is not said. */
  readonly aside: (
    chat: number,
    person: number,
    screen: Screen,
    reply?: number,
    /** They have no chat with the bot, or have blocked it. */
    unreachable?: () => void
  ) => void
  readonly api: Api
}

/** What Telegram asks to wait for is waited for, up to this. */
const WAIT_SECONDS_MAX = 90

/** Of one call; grammY's own bound is minutes, in which its person would wait. */
const ANSWER_SECONDS_MAX = 30

/** A Telegram that does not answer is not waited for here: the update is taken up again. */
const RETRY = { maxRetryAttempts: 5, maxDelaySeconds: WAIT_SECONDS_MAX, rethrowHttpErrors: true }

/** Each try keeps the pace, the second as well. */
export function openApi(token: string, root: string | undefined, keep: Pace['keep']): Api {
  const timeoutSeconds = ANSWER_SECONDS_MAX
  const api = new Api(token, { timeoutSeconds, ...(root !== undefined && { apiRoot: root }) })
  api.config.use(keep, autoRetry(RETRY), plainly, noPreview)
  return api
}

const noPreview: Transformer = (call, method, payload, signal) => {
  const quiet = method === 'sendMessage' || method === 'editMessageText'
  const more = quiet ? { link_preview_options: { is_disabled: true } } : {}
  return call(method, { ...payload, ...more }, signal)
}

/** What Telegram cannot mark up is said without marks rather than not at all. */
const plainly: Transformer = async (call, method, payload, signal) => {
  const answer = await call(method, payload, signal)
  if (answer.ok || !/can't parse|ENTITY/i.test(answer.description)) return answer
  return call(method, { ...payload, entities: [], caption_entities: [] }, signal)
}

const TEXT_MAX = 4096
const CAPTION_MAX = 1024

export function chat(api: Api, keyboards: Keyboards, room: Pace['room']): Chat {
  const send: Chat['send'] = async (to, person, { words, rows, picture }, reply) => {
    const more = {
      reply_markup: await markup(keyboards, rows, person),
      ...(reply !== undefined && {
        reply_parameters: { message_id: reply, allow_sending_without_reply: true }
      })
    }
    const { text, entities } = cut(words, picture === undefined ? TEXT_MAX : CAPTION_MAX)
    const sent =
      picture === undefined
        ? await api.sendMessage(to, text, { entities, ...more })
        : await api.sendPhoto(to, new InputFile(picture, 'invoice.png'), {
            ...{ caption: text, caption_entities: entities, ...more }
          })
    return { chat: to, message: sent.message_id, isPhoto: picture !== undefined }
  }
  return {
    api,
    send,
    async edit(place, person, { words, rows }) {
      const { text, entities } = cut(words, place.isPhoto ? CAPTION_MAX : TEXT_MAX)
      const more = { reply_markup: await markup(keyboards, rows, person) }
      await forgiving(
        place.isPhoto
          ? api.editMessageCaption(place.chat, place.message, {
              ...{ caption: text, caption_entities: entities, ...more }
            })
          : api.editMessageText(place.chat, place.message, text, { entities, ...more })
      )
    },
    async remove({ chat: from, message }) {
      await forgiving(api.deleteMessage(from, message))
    },
    aside: aside(send, room)
  }
}

async function markup(
  keyboards: Keyboards,
  rows: Screen['rows'],
  person: number
): Promise<{ inline_keyboard: InlineKeyboardButton[][] }> {
  const actions = (rows ?? []).flat().flatMap(button => ('does' in button ? [button.does] : []))
  const data = actions.length === 0 ? [] : [...(await keyboards.keep(actions, person))]
  const drawn = (rows ?? []).map(row =>
    row.map(button =>
      'url' in button
        ? { text: labelOf(button), url: button.url }
        : { text: labelOf(button), callback_data: data.shift() ?? '' }
    )
  )
  return { inline_keyboard: drawn }
}

const labelOf = ({ label }: Button): string => label.text.slice(0, 60).toWellFormed() || '·'

function cut(
  { text, entities }: Words,
  max: number
): { text: string; entities: Words['entities'][number][] } {
  if (text.length <= max) return { text, entities: [...entities] }
  return {
    text: text.slice(0, max - 1).toWellFormed() + '…',
    entities: entities.filter(e => e.offset + e.length < max)
  }
}

const HARMLESS = /message is not modified|message to (edit|delete) not found|message can't be/

async function forgiving(call: Promise<unknown>): Promise<void> {
  try {
    await call
  } catch (error) {
    if (!(error instanceof GrammyError && HARMLESS.test(error.description))) throw error
  }
}
