// Sends messages that nobody waits for; drops them when the chat is busy.
import { GrammyError } from 'grammy'
import type { Pace } from './pace.ts'
import type { Screen, Spot } from './screen.ts'

/** Of a group's message quota, this much is reserved for tips. */
const KEPT_FREE = 4

/** At most this many wait in a private chat; further ones are dropped. */
const WAITING_MAX = 10

export type BestEffort = (
  spot: Spot,
  person: number,
  screen: Screen,
  /** Called if they have no chat with the bot, have blocked it, or it may not write there. */
  unreachable?: () => void
) => void

type Send = (spot: Spot, person: number, screen: Screen) => Promise<unknown>

export function bestEffort(send: Send, room: Pace['room']): BestEffort {
  const waiting = new Map<number, number>()
  return (spot, person, screen, unreachable) => {
    const { chat } = spot
    const before = waiting.get(chat) ?? 0
    if (chat < 0 ? room(chat) <= KEPT_FREE : before >= WAITING_MAX) {
      if (chat < 0) unreachable?.()
      return
    }
    waiting.set(chat, before + 1)
    void send(spot, person, screen)
      .catch((error: unknown) => {
        // A closed topic, a group without the right to write, or one that is gone: 400.
        if (error instanceof GrammyError && [400, 403].includes(error.error_code)) unreachable?.()
      })
      .finally(() => {
        const left = (waiting.get(chat) ?? 1) - 1
        if (left > 0) waiting.set(chat, left)
        else waiting.delete(chat)
      })
  }
}
