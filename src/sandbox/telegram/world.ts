// The state of the simulated Telegram, in the network's store: messages, their pictures, and
// updates that the bot has not confirmed yet.
import { randomBytes, randomInt } from 'node:crypto'
import { seconds, type Network } from '../node/network.ts'
import { readSetting, writeSetting } from '../node/settings.ts'
import type { Row } from '../node/store.ts'
import { botOf, GROUP, PEOPLE } from './people.ts'
import type { Chat, Json, Message, User } from './wire.ts'

/** A press that waits for an answer, which is shown to this person alone. */
export type Press = { readonly person: number; readonly chat: number }

export type World = {
  readonly network: Network
  readonly token: string
  readonly bot: User
  /** By the id of the callback query; lost with the process, as Telegram soon forgets them. */
  readonly presses: Map<string, Press>
  /** The bot's answer to the last press, by person and chat. */
  readonly whispers: Map<string, string>
  /** Times of the bot's recent messages, in ms. */
  readonly sent: number[]
}

/** The store's event for new updates. */
export const UPDATE = 'telegram update'
const KEPT = 300

export function openWorld(network: Network): World {
  const token = tokenOf(network)
  const world = {
    network,
    token,
    bot: botOf(token),
    presses: new Map(),
    whispers: new Map(),
    sent: []
  }
  if (messagesIn(world, GROUP.id).length === 0) write(world, GROUP, PEOPLE.ben, { text: HELLO })
  return world
}

/** A message by somebody to tip, there from the start. */
const HELLO = 'I have baked a cake. It is on the table.'

/** Each sandbox has its own bot, so that a database never mixes up two of them. */
function tokenOf({ store }: Network): string {
  const found = readSetting(store, 'telegram.token')
  if (found !== undefined) return found
  const made = `${randomInt(1_000_000_000, 2_000_000_000)}:${randomBytes(27).toString('base64url')}`
  writeSetting(store, 'telegram.token', made)
  return made
}

export function write(
  world: World,
  chat: Chat,
  from: User,
  said: Omit<Message, 'message_id' | 'date' | 'chat' | 'from'>
): Message {
  const { store } = world.network
  return store.transaction(() => {
    const last = store.get('select max(id) as id from telegram_message')?.['id'] ?? 0
    const id = Number(last) + 1
    const message = { message_id: id, date: seconds(world.network), chat, from, ...said }
    put(world, message)
    store.run('delete from telegram_message where id <= ?', id - KEPT)
    store.run('delete from telegram_photo where id <= ?', id - KEPT)
    return message
  })
}

export const put = ({ network: { store } }: World, message: Message): void =>
  store.run(
    'insert or replace into telegram_message (id, chat, body) values (?, ?, ?)',
    ...[message.message_id, message.chat.id, JSON.stringify(message)]
  )

export function messagesIn({ network: { store } }: World, chat: number): readonly Message[] {
  const rows = store.all('select body from telegram_message where chat = ? order by id', chat)
  return rows.map(read)
}

export function findMessage(
  { network: { store } }: World,
  chat: number,
  id: number
): Message | undefined {
  const row = store.get('select body from telegram_message where chat = ? and id = ?', chat, id)
  return row && read(row)
}

/** Without the message that it replied to itself. */
export function inReplyTo(message: Message | undefined): Pick<Message, 'reply_to_message'> {
  if (message === undefined) return {}
  const kept = Object.entries(message).filter(([name]) => name !== 'reply_to_message')
  return { reply_to_message: Object.fromEntries(kept) as unknown as Message }
}

const read = (row: Row): Message => JSON.parse(String(row['body'])) as Message

export const remove = ({ network: { store } }: World, chat: number, id: number): void =>
  store.run('delete from telegram_message where chat = ? and id = ?', chat, id)

export const keepPhoto = (
  { network: { store } }: World,
  id: number,
  type: string,
  bytes: Buffer
): void =>
  store.run(
    'insert into telegram_photo (id, body) values (?, ?)',
    id,
    `data:${type};base64,${bytes.toString('base64')}`
  )

/** Returns a data: URL. */
export function photoOf({ network: { store } }: World, id: number): string | undefined {
  const row = store.get('select body from telegram_photo where id = ?', id)
  return row && String(row['body'])
}

/** Queues an update for the bot. */
export function push({ network: { store } }: World, update: Json): void {
  store.run('insert into telegram_update (body) values (?)', JSON.stringify(update))
  store.tell(UPDATE)
}
