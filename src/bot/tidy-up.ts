// Deletes commands from a group after a while, if the bot may delete there.
import type { Api } from 'grammy'
import type { Clock } from '../core/clock.ts'

export type TidyUp = {
  /** Not awaited. */
  readonly later: (chat: number, message: number) => void
}

/** Long enough to see what was asked. */
const SEEN_MS = 10_000

/** Telegram deletes at most this many at once. */
const AT_ONCE = 100

/** Rights rarely change: cached for an hour. */
const RIGHTS_MS = 3_600_000

type Written = { readonly message: number; readonly at: number }
type Group = { readonly written: Written[]; mayDelete: Promise<boolean>; asked: number }

/** @param me the bot itself, whose rights are checked */
export function tidyUp(
  api: Pick<Api, 'getChatMember' | 'deleteMessages'>,
  me: number,
  clock: Pick<Clock, 'now' | 'sleep'>,
  stop: AbortSignal
): TidyUp {
  const groups = new Map<number, Group>()

  async function mayDelete(chat: number): Promise<boolean> {
    const member = await api.getChatMember(chat, me)
    return member.status === 'administrator' && member.can_delete_messages
  }

  function groupOf(chat: number): Group {
    const known = groups.get(chat)
    if (known !== undefined && clock.now() - known.asked < RIGHTS_MS) return known
    const asked = clock.now()
    const answer = mayDelete(chat).catch(() => false)
    const group = { written: known?.written ?? [], mayDelete: answer, asked }
    groups.set(chat, group)
    return group
  }

  /** One queue per group; at shutdown, what waits is deleted at once. */
  async function work(chat: number, { written }: Group): Promise<void> {
    for (let first = written[0]; first !== undefined; first = written[0]) {
      const left = first.at + SEEN_MS - clock.now()
      if (left > 0) await clock.sleep(left, stop)
      const due = written.findIndex(({ at }) => !stop.aborted && at + SEEN_MS > clock.now())
      // A timer may fire slightly early.
      if (due === 0) continue
      const ids = written.slice(0, due === -1 ? AT_ONCE : Math.min(due, AT_ONCE))
      await api.deleteMessages(
        chat,
        ids.map(({ message }) => message)
      )
      written.splice(0, ids.length)
    }
  }

  return {
    later(chat, message) {
      const group = groupOf(chat)
      void group.mayDelete.then(async may => {
        if (!may) return
        group.written.push({ message, at: clock.now() })
        if (group.written.length > 1) return
        // A revoked right is noticed within the hour.
        await work(chat, group).catch(() => group.written.splice(0))
      })
    }
  }
}
