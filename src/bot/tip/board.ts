// One message below each tipped message, edited as tips add up: as often as a group takes it.
import { GrammyError } from 'grammy'
import type { Chat } from '../chat.ts'
import { showAmount } from '../amount.ts'
import type { Means } from '../rooms.ts'
import { NAMES_MAX, type Sum, type Tip, type Tips } from '../store/tips.ts'
import { concat, say, type Language } from '../texts/say.ts'

export type Board = {
  readonly add: (tip: Tip, how: How) => void
  readonly idle: () => Promise<void>
}

/** A waiting receiver has to start a chat; in which language it is said. */
type How = { readonly waits: boolean; readonly language: Language }

/** Twenty messages and edits a minute in a group, and a little air. */
const PAUSE_MS = 3_200

type Group = { readonly tips: Tip[]; readonly dirty: Map<number, How>; work: Promise<void> }

export function board(
  { clock, log, stop }: Pick<Means, 'clock' | 'log' | 'stop'>,
  tips: Tips,
  chat: Chat,
  startUrl: string
): Board {
  const groups = new Map<number, Group>()

  async function show(id: number, message: number, { waits, language }: How): Promise<void> {
    const sum = await tips.sum(id, message)
    const claim = waits ? [say(language, 'tip.claim')] : []
    const words = concat([line(sum, language), ...claim], '\n')
    const open = { label: say(language, 'tip.claim.open'), url: startUrl }
    const screen = { words, rows: waits ? [[open]] : [] }
    if (sum.shownIn !== undefined) {
      await chat.edit({ chat: id, message: sum.shownIn, isPhoto: false }, 0, screen)
      return
    }
    const place = await chat.send(id, 0, screen, message)
    await tips.showIn(id, message, place.message)
  }

  /** What came while it paused is shown in one go. */
  async function work(id: number, group: Group): Promise<void> {
    while (group.dirty.size > 0) {
      const fresh = group.tips.splice(0)
      if (fresh.length > 0) await tips.keep(fresh)
      for (const [message, how] of [...group.dirty].slice(0, 1)) {
        group.dirty.delete(message)
        await show(id, message, how).catch((error: unknown) => {
          const reason = error instanceof GrammyError ? error.description : 'no answer'
          log.warn({ reason }, 'a tip is not shown')
        })
      }
      await clock.sleep(PAUSE_MS, stop)
    }
    groups.delete(id)
  }

  return {
    add(tip, how) {
      const group = groups.get(tip.chat) ?? {
        ...{ tips: [], dirty: new Map<number, How>(), work: Promise.resolve() }
      }
      const before = group.dirty.get(tip.message)
      group.tips.push(tip)
      group.dirty.set(tip.message, { ...how, waits: how.waits || before?.waits === true })
      if (groups.has(tip.chat)) return
      groups.set(tip.chat, group)
      group.work = work(tip.chat, group).catch((error: unknown) => {
        groups.delete(tip.chat)
        log.warn({ reason: error instanceof Error ? error.name : '' }, 'tips are not shown')
      })
    },
    idle: async () => {
      await Promise.all([...groups.values()].map(group => group.work))
    }
  }
}

function line({ count, amountMsat, tippers }: Sum, language: Language) {
  const few = tippers.slice(0, NAMES_MAX).join(', ')
  const names = tippers.length > NAMES_MAX ? say(language, 'tip.names', { names: few }) : few
  const values = { amount: showAmount(amountMsat), count, names }
  return say(language, count === 1 ? 'tip.board.one' : 'tip.board', values)
}
