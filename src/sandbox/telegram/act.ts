// Actions of people in the simulated Telegram: writing, and pressing buttons.
import { randomBytes } from 'node:crypto'
import { AppError } from '../../core/errors.ts'
import { chatAt, PEOPLE, type Name, type Place } from './people.ts'
import type { Entity } from './wire.ts'
import { findMessage, inReplyTo, push, write, type World } from './world.ts'

/** A person, and the chat they are in. */
export type Who = { readonly as: Name; readonly place: Place; readonly language: string }

export type Said = Who & { readonly text: string; readonly reply?: number }

const spoken = ({ as, language }: Who) => ({ ...PEOPLE[as], language_code: language })
const spot = ({ as, place }: Who): string => `${PEOPLE[as].id} ${chatAt(place, as).id}`

/** @throws {AppError} */
export function say(world: World, said: Said): void {
  const text = said.text.trim()
  if (text === '') throw new AppError('invalid_request', 'Write something first')
  const chat = chatAt(said.place, said.as)
  const replied = said.reply === undefined ? undefined : findMessage(world, chat.id, said.reply)
  world.whispers.delete(spot(said))
  world.network.store.transaction(() => {
    const message = write(world, chat, spoken(said), {
      text,
      entities: [
        ...found(text, /^\/\w+(?:@\w+)?/g, 'bot_command'),
        ...found(text, /@\w+/g, 'mention')
      ],
      ...inReplyTo(replied)
    })
    push(world, { message })
  })
}

const found = (text: string, pattern: RegExp, type: string): readonly Entity[] =>
  [...text.matchAll(pattern)].map(match => ({
    type,
    offset: match.index,
    length: match[0].length
  }))

export type Pressed = Who & {
  readonly message: number
  readonly row: number
  readonly column: number
}

/** @throws {AppError} for a button that no longer exists */
export function press(world: World, pressed: Pressed): void {
  const chat = chatAt(pressed.place, pressed.as)
  const message = findMessage(world, chat.id, pressed.message)
  const button = message?.reply_markup?.inline_keyboard[pressed.row]?.[pressed.column]
  if (button?.callback_data === undefined)
    throw new AppError('not_found', 'This button is not there any more')
  const id = randomBytes(9).toString('hex')
  world.presses.set(id, { person: PEOPLE[pressed.as].id, chat: chat.id })
  world.whispers.delete(spot(pressed))
  push(world, {
    callback_query: {
      id,
      from: spoken(pressed),
      message,
      chat_instance: String(chat.id),
      data: button.callback_data
    }
  })
}

export const whisperTo = (world: World, who: Who): string | undefined =>
  world.whispers.get(spot(who))
