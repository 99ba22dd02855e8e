// Decides which updates must be processed in order: the queue keys of an update. A private chat has
// its person's number as id. Pure.
import type { Message, Update, User } from 'grammy/types'
import { readCommand } from '../grammar/command.ts'
import { giftIn, repliedMessage } from '../grammar/gift.ts'
import type { Lane } from './queue.ts'

export const fromOf = (update: Update): User | undefined =>
  update.message?.from ??
  update.edited_message?.from ??
  update.callback_query?.from ??
  update.inline_query?.from ??
  update.message_reaction?.user ??
  update.my_chat_member?.from

/** Whether a message tips the author of the message it replies to, and names nobody else. */
function isTip(message: Message, username: string): boolean {
  const gift = giftIn(message, username)
  if (gift === undefined || gift.to !== undefined) return false
  return gift.command === 'tip' || repliedMessage(message) !== undefined
}

/**
 * Orders updates per person and per chat. Only tips in the same group may overtake each other:
 * they add up, and since nobody's own actions run while a tip to them is being processed, the
 * result is the same. A group message that is neither tip nor command triggers nothing there, so
 * it needs no place in the order.
 * @param author of the message that a reaction is about
 */
export function laneOf(update: Update, username: string, author?: number): Lane {
  const { message, message_reaction: reaction } = update
  const person = fromOf(update)?.id
  const own = person === undefined ? [] : [person]
  if (reaction !== undefined) return { alone: own, shared: numbers(reaction.chat.id, author) }
  if (message !== undefined && message.chat.id < 0) {
    if (isTip(message, username))
      return { alone: own, shared: numbers(message.chat.id, repliedMessage(message)?.from?.id) }
    if (readCommand(message.text ?? '', username) === undefined) return { alone: own, shared: [] }
  }
  const chat =
    message?.chat ??
    update.edited_message?.chat ??
    update.callback_query?.message?.chat ??
    update.my_chat_member?.chat
  return { alone: [...new Set([...own, ...numbers(chat?.id)])], shared: [] }
}

const numbers = (...all: readonly (number | undefined)[]): readonly number[] =>
  all.filter(one => one !== undefined)
