// Limits the rate of messages to what Telegram asks of bots: thirty messages and edits a second,
// one a second per chat, twenty a minute per group.
import type { Transformer } from 'grammy'
import type { Clock } from '../core/clock.ts'

export type Pace = {
  /** Waits until the call may be sent. */
  readonly keep: Transformer
  /** How many messages may be sent to that chat now without waiting. */
  readonly room: (chat: number) => number
}

type Limit = { readonly count: number; readonly ms: number }

const OVERALL: Limit = { count: 30, ms: 1_050 }
/** Allows short bursts in a private chat, since a conversation has some. */
const PRIVATE: Limit = { count: 5, ms: 5_000 }
const GROUP: Limit = { count: 20, ms: 61_000 }

const PACED = /^(send(?!ChatAction)|edit|copy|forward)/

/** Tracks the chats written to lately; above this number, silent ones are forgotten. */
const KNOWN_MAX = 5_000

export function pace(clock: Pick<Clock, 'now' | 'sleep'>, stop: AbortSignal): Pace {
  const overall: number[] = []
  const chats = new Map<number, number[]>()
  const limitOf = (chat: number): Limit => (chat < 0 ? GROUP : PRIVATE)

  function logOf(chat: number): number[] {
    const log = chats.get(chat) ?? []
    chats.set(chat, log)
    if (chats.size > KNOWN_MAX)
      for (const [one, times] of chats)
        if ((times.at(-1) ?? 0) + limitOf(one).ms < clock.now()) chats.delete(one)
    return log
  }

  /** First come, first served: takes the first free slot. */
  async function wait(log: number[], { count, ms }: Limit): Promise<void> {
    const now = clock.now()
    const at = Math.max(now, (log.at(-count) ?? -Infinity) + ms)
    log.push(at)
    log.splice(0, log.length - count)
    if (at > now) await clock.sleep(at - now, stop)
  }

  return {
    keep: async (call, method, payload, signal) => {
      if (PACED.test(method)) {
        const chat = 'chat_id' in payload ? Number(payload.chat_id) : NaN
        if (!Number.isNaN(chat)) await wait(logOf(chat), limitOf(chat))
        await wait(overall, OVERALL)
      }
      return call(method, payload, signal)
    },
    room(chat) {
      const { count, ms } = limitOf(chat)
      const now = clock.now()
      return count - (chats.get(chat) ?? []).filter(at => at + ms > now).length
    }
  }
}
