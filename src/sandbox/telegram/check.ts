// Validates messages as Telegram does before accepting them.
import { bad } from './refused.ts'
import type { Button, Entity, Json, Message } from './wire.ts'

type Keyboard = NonNullable<Message['reply_markup']>

const TEXT_MAX = 4096
const CAPTION_MAX = 1024
const DATA_MAX = 64

/** @throws {Refused} */
export function textOf(params: Json, what: 'text' | 'caption'): string {
  const given = params[what]
  const text = typeof given === 'string' ? given.trim() : ''
  if (text === '' && what === 'text') throw bad('message text is empty')
  if (text.length > (what === 'text' ? TEXT_MAX : CAPTION_MAX))
    throw bad(what === 'text' ? 'message is too long' : 'message caption is too long')
  if (params['parse_mode'] !== undefined && params['parse_mode'] !== '')
    throw bad("can't parse entities: this server takes entities, and no markup")
  return text
}

/** @throws {Refused} for an entity outside the text */
export function entitiesOf(given: unknown, text: string): readonly Entity[] {
  if (given === undefined) return []
  if (!Array.isArray(given)) throw bad("can't parse entities")
  for (const { offset, length } of given as readonly Entity[]) {
    const isIn = offset >= 0 && length > 0 && offset + length <= text.length
    if (!isIn) throw bad(`can't parse entities: ${offset}+${length} is out of the text`)
  }
  return given as readonly Entity[]
}

/** @throws {Refused} */
export function keyboardOf(params: Json): Pick<Message, 'reply_markup'> {
  const given = params['reply_markup'] as Partial<Keyboard> | undefined
  const rows = given?.inline_keyboard
  if (rows === undefined || rows.length === 0) return {}
  for (const button of rows.flat()) mustBeRight(button)
  return { reply_markup: { inline_keyboard: rows } }
}

function mustBeRight({ text, url, callback_data: data }: Button): void {
  if (typeof text !== 'string' || text === '') throw bad('inline keyboard button text is empty')
  if (data !== undefined && Buffer.byteLength(data) > DATA_MAX) throw bad('BUTTON_DATA_INVALID')
  if (url !== undefined && !/^(https?|tg):\/\//.test(url))
    throw bad(`inline keyboard button URL '${url}' is invalid: Wrong HTTP URL`)
}
