// Shows the tips on a message in one message below it, edited as tips add up, as often as the
// group's rate limit allows.
import { GrammyError } from 'grammy'
import type { Chat } from '../chat.ts'
import { claimButton } from '../claim-button.ts'
import { coalesce } from '../../core/coalesce.ts'
import type { Id } from '../../core/ids.ts'
import type { Deps } from '../rooms.ts'
import { roundScreen } from '../round/screen.ts'
import type { Rounds } from '../store/rounds.ts'
import { NAMES_MAX, type DueBoard, type Sum, type Tip, type Tips } from '../store/tips.ts'
import { concat, lines, nameWords, say, type Words } from '../texts/say.ts'
import type { Screen } from '../screen.ts'
import type { Language } from '../texts/language.ts'

export type Board = {
  /**
   * Resolves once the tip is stored: from then on it will be shown, whatever happens.
   * @param unseen called if the bot may not write to the group; not after a restart, or an answer
   *   that did not come, in between, nor for more than a thousand tips on one message at once
   */
  readonly add: (tip: Tip, unseen?: () => void) => Promise<void>
  /** The group became a supergroup, in which the boards are posted anew. */
  readonly moved: (from: number, to: number) => Promise<void>
  /** Pending tips were claimed or returned: updates the boards that show them. */
  readonly end: (transfers: readonly Id[], how: 'claimed' | 'returned') => Promise<void>
  /** Shows what has changed in that group. */
  readonly wake: (chat: number | undefined) => void
  /** Who gave the tips, and where. */
  readonly origins: Tips['origins']
  /** Shows everything that is unshown. */
  readonly sweep: () => Promise<void>
  readonly idle: () => Promise<void>
}

const GATHER_MS = 20

/** Of the tips on one message that are not shown yet, so many are told if they cannot be. */
const TOLD_MAX = 1_000

/** How often to look for what a process was showing when it died: the whole table is read. */
const REVIVE_EVERY_MS = 180_000

/** How often to check whether a group may be written to again. */
const LOOK_EVERY_MS = 500

export function board(
  { clock, log, stop }: Pick<Deps, 'clock' | 'log' | 'stop'>,
  { tips, rounds }: { readonly tips: Tips; readonly rounds: Pick<Rounds, 'find' | 'joined'> },
  chat: Chat,
  username: string
): Board {
  const groups = new Map<number, Promise<void>>()
  let revived = -Infinity
  /** By group and message, until it is shown; a storm of tips would fill the memory otherwise. */
  const waiting = new Map<number, Map<number, (() => void)[]>>()

  function take(id: number, message: number): readonly (() => void)[] {
    const of = waiting.get(id)
    const taken = of?.get(message) ?? []
    of?.delete(message)
    return taken
  }

  const keep = coalesce(tips.keep, () => clock.sleep(GATHER_MS))

  async function roundOf(id: string): Promise<Screen | undefined> {
    const round = await rounds.find(id)
    return round && roundScreen(username, round, await rounds.joined(id))
  }

  async function tipsOf(id: number, { message, language }: DueBoard): Promise<Screen> {
    const sum = await tips.sum(id, message)
    const claim = say(language, sum.waits ? 'tip.claim' : 'none')
    const rows = sum.waits ? [[claimButton(username, language)]] : []
    return { words: lines([line(sum, language), claim]), rows }
  }

  async function show(id: number, due: DueBoard): Promise<void> {
    const { message, shownIn, thread, round } = due
    const screen =
      (round === undefined ? undefined : await roundOf(round)) ?? (await tipsOf(id, due))
    if (shownIn === undefined) {
      // Boards from before a group became a supergroup do not exist in the new one.
      const reply = message > 0 ? message : undefined
      const place = await chat.send({ chat: id, thread, reply }, 0, screen)
      if (place.chat === id) return tips.shown(id, message, place.message)
      await tips.moved(id, place.chat)
      await tips.shown(place.chat, -message, place.message)
    } else {
      await chat.edit({ chat: id, message: shownIn, isPhoto: false }, 0, screen)
      await tips.shown(id, message, shownIn)
    }
  }

  /** Everything that came meanwhile is shown in one edit. */
  async function work(id: number): Promise<void> {
    while (!stop.aborted) {
      const next = await tips.next(id)
      if (next === 'none') return
      if (next === 'wait') await clock.sleep(LOOK_EVERY_MS, stop)
      else {
        const told = take(id, next.message)
        await show(id, next).catch(async (error: unknown) => {
          await unshown(id, next.message, error, told)
        })
      }
    }
  }

  async function unshown(
    id: number,
    message: number,
    error: unknown,
    told: readonly (() => void)[]
  ): Promise<void> {
    const refused = error instanceof GrammyError ? error : undefined
    const to = refused?.parameters.migrate_to_chat_id
    if (to !== undefined) {
      await tips.moved(id, to)
      wake(to)
      return
    }
    log.warn({ reason: refused?.description ?? 'no answer' }, 'a tip is not shown')
    const isFinal = refused !== undefined && [400, 403].includes(refused.error_code)
    if (!isFinal) return tips.later(id, message)
    await tips.shown(id, message, undefined)
    for (const tell of [...told, ...take(id, message)]) tell()
  }

  function wake(id: number | undefined): void {
    if (id === undefined || groups.has(id)) return
    const working = work(id)
      .catch((error: unknown) => {
        log.warn({ reason: error instanceof Error ? error.name : '' }, 'tips are not shown')
      })
      .finally(() => {
        groups.delete(id)
        waiting.delete(id)
      })
    groups.set(id, working)
  }

  return {
    async add(tip, unseen) {
      await keep([tip])
      if (unseen) {
        const of = waiting.get(tip.chat) ?? new Map<number, (() => void)[]>()
        waiting.set(tip.chat, of)
        const told = of.get(tip.message) ?? []
        of.set(tip.message, told)
        if (told.length < TOLD_MAX) told.push(unseen)
      }
      wake(tip.chat)
    },
    async moved(from, to) {
      await tips.moved(from, to)
      wake(to)
    },
    async end(transfers, how) {
      for (const id of await tips.end(transfers, how)) wake(id)
    },
    wake,
    origins: tips.origins,
    async sweep() {
      if (clock.now() - revived >= REVIVE_EVERY_MS) {
        revived = clock.now()
        await tips.revive()
      }
      for (const id of await tips.due()) wake(id)
    },
    idle: async () => {
      await Promise.all(groups.values())
    }
  }
}

function line({ count, amountMsat, tippers, returned }: Sum, language: Language): Words {
  const few = concat(
    tippers.slice(0, NAMES_MAX).map(name => nameWords(name)),
    ', '
  )
  const names = tippers.length > NAMES_MAX ? say(language, 'tip.names', { names: few }) : few
  if (returned) return say(language, 'tip.board.back', { names })
  const amount = { as: 'amount', text: amountMsat } as const
  return say(language, count === 1 ? 'tip.board.one' : 'tip.board', { amount, count, names })
}
