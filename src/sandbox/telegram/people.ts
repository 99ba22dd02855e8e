// The people and chats of the simulated Telegram: two people, each with a private chat with the
// bot, and a group of all three.
import type { Chat, User } from './wire.ts'

export const NAMES = ['ann', 'ben'] as const
export type Name = (typeof NAMES)[number]
export const PLACES = ['private', 'group'] as const
export type Place = (typeof PLACES)[number]

export const PEOPLE: Readonly<Record<Name, User>> = {
  ann: { id: 710_001, is_bot: false, first_name: 'Ann', username: 'ann' },
  ben: { id: 710_002, is_bot: false, first_name: 'Ben', username: 'ben' }
}

export const GROUP: Chat = { id: -1_000_000_710_000, type: 'supergroup', title: 'Cake & coffee' }

export const botOf = (token: string): User => ({
  id: Number(token.split(':', 1)),
  is_bot: true,
  first_name: 'LApp Gateway',
  username: 'lapp_gateway_bot'
})

const ofPerson = ({ id, first_name, username }: User): Chat => ({
  id,
  type: 'private',
  first_name,
  username
})

export const chatAt = (place: Place, name: Name): Chat =>
  place === 'group' ? GROUP : ofPerson(PEOPLE[name])

/** Undefined: there is no such chat. */
export const chatOf = (id: number): Chat | undefined =>
  [GROUP, ...NAMES.map(name => ofPerson(PEOPLE[name]))].find(chat => chat.id === id)
