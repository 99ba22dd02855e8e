// Sends and edits messages: text with entities, and buttons with opaque ids.
import { GrammyError, InputFile, type Api } from 'grammy'
import type { InlineKeyboardButton } from 'grammy/types'
import { defined } from '../core/defined.ts'
import { cut } from '../core/plain-text.ts'
import { bestEffort, type BestEffort } from './best-effort.ts'
import type { Pace } from './pace.ts'
import type { Keyboards } from './store/keyboards.ts'
import type { Place } from './store/shown.ts'
import type { Button, Screen, Spot } from './screen.ts'
import type { Words } from './texts/say.ts'

export type Chat = {
  /** For `person`, who alone may press its buttons. */
  readonly send: (spot: Spot, person: number, screen: Screen) => Promise<Place>
  /** Returns whether it is there: editing a message that is gone or unchanged is no error. */
  readonly edit: (place: Place, person: number, screen: Screen) => Promise<boolean>
  readonly remove: (place: Pick<Place, 'chat' | 'message'>) => Promise<void>
  /** Not awaited; dropped if the chat has little quota left. */
  readonly bestEffort: BestEffort
  readonly api: Api
}

const TEXT_MAX = 4096
const CAPTION_MAX = 1024

export function chat(api: Api, keyboards: Keyboards, room: Pace['room']): Chat {
  const shown = lastShown()
  const send: Chat['send'] = async (spot, person, screen) => {
    const { words, picture } = screen
    const more = { reply_markup: await markup(keyboards, screen, person), ...placeOf(spot) }
    const { text, entities } = fitted(words, picture === undefined ? TEXT_MAX : CAPTION_MAX)
    const sent =
      picture === undefined
        ? await api.sendMessage(spot.chat, text, { entities, ...more })
        : await api.sendPhoto(spot.chat, new InputFile(picture, 'invoice.png'), {
            caption: text,
            caption_entities: entities,
            ...more
          })
    const { message_id: message, chat: where } = sent
    // The chat id of the answer, since a group may have become a supergroup.
    const place = { chat: where.id, message, isPhoto: picture !== undefined }
    shown.note(place, screen)
    return place
  }
  return {
    api,
    send,
    async edit(place, person, screen) {
      if (shown.isSame(place, screen)) return true
      const { words } = screen
      const { text, entities } = fitted(words, place.isPhoto ? CAPTION_MAX : TEXT_MAX)
      const more = { reply_markup: await markup(keyboards, screen, person) }
      const isThere = await forgiving(
        place.inline !== undefined
          ? api.editMessageTextInline(place.inline, text, { entities, ...more })
          : place.isPhoto
            ? api.editMessageCaption(place.chat, place.message, {
                caption: text,
                caption_entities: entities,
                ...more
              })
            : api.editMessageText(place.chat, place.message, text, { entities, ...more })
      )
      if (isThere) shown.note(place, screen)
      return isThere
    },
    async remove({ chat: from, message }) {
      await forgiving(api.deleteMessage(from, message))
    },
    bestEffort: bestEffort(send, room)
  }
}

const placeOf = ({ thread, reply }: Spot): object =>
  defined({
    message_thread_id: thread,
    reply_parameters:
      reply === undefined ? undefined : { message_id: reply, allow_sending_without_reply: true }
  })

const SHOWN_MAX = 2_000

/** Remembers what this process showed last: Telegram counts edits that change nothing, too. */
function lastShown(): {
  readonly note: (place: Place, screen: Screen) => void
  readonly isSame: (place: Place, screen: Screen) => boolean
} {
  const texts = new Map<string, string>()
  const keyOf = ({ chat, message, inline }: Place): string => inline ?? `${chat}/${message}`
  return {
    note(place, { words, rows = [] }) {
      texts.delete(keyOf(place))
      // Buttons are new with each edit, and have to be: a press has used up those before.
      if (rows.length === 0) texts.set(keyOf(place), words.text)
      for (const oldest of texts.keys()) {
        if (texts.size <= SHOWN_MAX) break
        texts.delete(oldest)
      }
    },
    isSame: (place, { words, rows = [] }) =>
      rows.length === 0 && texts.get(keyOf(place)) === words.text
  }
}

async function markup(
  keyboards: Keyboards,
  { rows, anybody }: Screen,
  person: number
): Promise<{ inline_keyboard: InlineKeyboardButton[][] }> {
  const actions = (rows ?? []).flat().flatMap(button => ('does' in button ? [button.does] : []))
  const data =
    actions.length === 0
      ? []
      : [...(await keyboards.keep(actions, anybody ? { anybody } : { person }))]
  const drawn = (rows ?? []).map(row =>
    row.map(button =>
      'url' in button
        ? { text: labelOf(button), url: button.url }
        : { text: labelOf(button), callback_data: data.shift() ?? '' }
    )
  )
  return { inline_keyboard: drawn }
}

const labelOf = ({ label }: Button): string => cut(label.text, 60) || '·'

function fitted(
  { text, entities }: Words,
  max: number
): { text: string; entities: Words['entities'][number][] } {
  if (text.length <= max) return { text, entities: [...entities] }
  const kept = cut(text, max - 1)
  return {
    text: `${kept}…`,
    entities: entities.filter(e => e.offset + e.length <= kept.length)
  }
}

const UNCHANGED = /message is not modified/
const GONE = /message to (edit|delete) not found|message can't be/

/** Returns whether the message is there. */
async function forgiving(call: Promise<unknown>): Promise<boolean> {
  try {
    await call
    return true
  } catch (error) {
    const why = error instanceof GrammyError ? error.description : ''
    if (!UNCHANGED.test(why) && !GONE.test(why)) throw error
    return !GONE.test(why)
  }
}
