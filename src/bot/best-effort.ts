// What is said besides: nobody waits for it, so that no chat with much to say holds up another.
import { GrammyError } from 'grammy'
import type { Chat } from './chat.ts'
import type { Pace } from './pace.ts'

/** Of what may be written in a group, so much is left for tips. */
const KEPT_FREE = 4

/** So much waits for its turn in a chat of two; more is not said. */
const WAITING_MAX = 10

export function bestEffort(send: Chat['send'], room: Pace['room']): Chat['bestEffort'] {
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
        // A closed topic, a group without the right to write, one that is gone: 400.
        if (error instanceof GrammyError && [400, 403].includes(error.error_code)) unreachable?.()
      })
      .finally(() => {
        const left = (waiting.get(chat) ?? 1) - 1
        if (left > 0) waiting.set(chat, left)
        else waiting.delete(chat)
      })
  }
}
