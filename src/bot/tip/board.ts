// One message below each tipped message, edited as tips add up: as often as a group takes it.
import { GrammyError } from 'grammy'
import type { Chat } from '../chat.ts'
import { showAmount } from '../amount.ts'
import { gather } from '../../core/gather.ts'
import type { Means } from '../rooms.ts'
import { NAMES_MAX, type Due, type Sum, type Tip, type Tips } from '../store/tips.ts'
import { concat, say, type Language } from '../texts/say.ts'

export type Board = {
  /** Resolves once it is noted: whatever happens then, it will be shown. */
  readonly add: (tip: Tip) => Promise<void>
  /** Shows what nobody has shown yet. */
  readonly sweep: () => Promise<void>
  readonly idle: () => Promise<void>
}

const GATHER_MS = 20

/** How often it is asked whether a group takes something again. */
const LOOK_EVERY_MS = 500

export function board(
  { clock, log, stop }: Pick<Means, 'clock' | 'log' | 'stop'>,
  tips: Tips,
  chat: Chat,
  startUrl: string
): Board {
  const groups = new Map<number, Promise<void>>()
  const keep = gather(tips.keep, () => clock.sleep(GATHER_MS))

  async function show(id: number, { message, shownIn, waits, language }: Due): Promise<void> {
    const sum = await tips.sum(id, message)
    const claim = waits ? [say(language, 'tip.claim')] : []
    const words = concat([line(sum, language), ...claim], '\n')
    const open = { label: say(language, 'tip.claim.open'), url: startUrl }
    const screen = { words, rows: waits ? [[open]] : [] }
    if (shownIn === undefined) {
      const place = await chat.send(id, 0, screen, message)
      await tips.shown(id, message, place.message)
    } else {
      await chat.edit({ chat: id, message: shownIn, isPhoto: false }, 0, screen)
      await tips.shown(id, message, shownIn)
    }
  }

  /** What came while it waited is shown in one go. */
  async function work(id: number): Promise<void> {
    while (!stop.aborted) {
      const next = await tips.next(id)
      if (next === 'none') return
      if (next === 'wait') await clock.sleep(LOOK_EVERY_MS, stop)
      else
        await show(id, next).catch(async (error: unknown) => {
          const reason = error instanceof GrammyError ? error.description : 'no answer'
          log.warn({ reason }, 'a tip is not shown')
          await tips.shown(id, next.message, undefined)
        })
    }
  }

  function wake(id: number): void {
    if (groups.has(id)) return
    const working = work(id)
      .catch((error: unknown) => {
        log.warn({ reason: error instanceof Error ? error.name : '' }, 'tips are not shown')
      })
      .finally(() => groups.delete(id))
    groups.set(id, working)
  }

  return {
    async add(tip) {
      await keep([tip])
      wake(tip.chat)
    },
    async sweep() {
      for (const id of await tips.due()) wake(id)
    },
    idle: async () => {
      await Promise.all(groups.values())
    }
  }
}

function line({ count, amountMsat, tippers }: Sum, language: Language) {
  const few = tippers.slice(0, NAMES_MAX).join(', ')
  const names = tippers.length > NAMES_MAX ? say(language, 'tip.names', { names: few }) : few
  const values = { amount: showAmount(amountMsat), count, names }
  return say(language, count === 1 ? 'tip.board.one' : 'tip.board', values)
}
