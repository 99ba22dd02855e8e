import { GrammyError } from 'grammy'
import { setImmediate as turn } from 'node:timers/promises'
import { test } from 'tap'
import { board } from '../../../src/bot/tip/board.ts'
import type { Chat } from '../../../src/bot/chat.ts'
import type { DueBoard, Tip, Tips } from '../../../src/bot/store/tips.ts'
import { msat } from '../../../src/core/msat.ts'

const GROUP = -5
const SUM = {
  waits: false,
  returned: false,
  count: 1,
  amountMsat: msat(1_000n),
  tippers: ['Ann']
} as const

const kicked = (): GrammyError =>
  new GrammyError('', { ok: false, error_code: 403, description: 'bot was kicked' }, 'send', {})

type Answer = PromiseWithResolvers<undefined>

/** One group in memory; `sent` holds the sends and edits that wait for Telegram's answer. */
function group() {
  const dirty = new Map<number, DueBoard>()
  const posted = new Map<number, number>()
  const sent: Answer[] = []
  const tips = {
    async keep(some: readonly Tip[]) {
      for (const { message } of some)
        dirty.set(message, {
          message,
          shownIn: posted.get(message),
          thread: undefined,
          round: undefined,
          language: 'en'
        })
    },
    sum: async () => SUM,
    async next() {
      const [message, due] = dirty.entries().next().value ?? []
      if (message !== undefined) dirty.delete(message)
      return due ?? 'none'
    },
    async shown(_chat: number, message: number, shownIn: number | undefined) {
      if (shownIn !== undefined) posted.set(message, shownIn)
    }
  } as never as Tips
  const asked = async (): Promise<void> => {
    const answer = Promise.withResolvers<undefined>()
    sent.push(answer)
    await answer.promise
  }
  const chat = {
    send: async () => asked().then(() => ({ chat: GROUP, message: 77, isPhoto: false })),
    edit: asked
  } as never as Chat
  const clock = { now: () => 0, sleep: async () => {} }
  const deps = { clock, log: { warn() {} }, stop: new AbortController().signal } as never
  const one = board(deps, { tips, rounds: {} as never }, chat, 'bot')
  const told: string[] = []
  const tip = async (tipper: string): Promise<void> => {
    const given = { chat: GROUP, message: 7, tipper, language: 'en' } as Tip
    await one.add(given, () => void told.push(tipper))
  }
  const asks = async (count: number): Promise<void> => {
    while (sent.length < count) await turn()
  }
  return { tip, told, asks, sent, idle: one.idle }
}

test('who tipped before the bot was removed is told only what is not shown', async t => {
  const { tip, told, asks, sent, idle } = group()
  await tip('Ann')
  await asks(1)
  // While Ann's is being shown.
  await tip('Bob')
  sent[0]?.resolve(undefined)
  await asks(2)
  sent[1]?.reject(kicked())
  await idle()
  t.same(told, ['Bob'], 'and not Ann, whose tip was shown')
})

test('who tips while Telegram refuses is told as well', async t => {
  const { tip, told, asks, sent, idle } = group()
  await tip('Ann')
  await asks(1)
  await tip('Bob')
  sent[0]?.reject(kicked())
  await asks(2)
  sent[1]?.reject(kicked())
  await idle()
  t.same(told, ['Ann', 'Bob'])
})

test('of a storm that cannot be shown a thousand are told', async t => {
  const { tip, told, asks, sent, idle } = group()
  await Promise.all(Array.from({ length: 3_000 }, async (_, n) => tip(`P${n}`)))
  while (sent.length > 0 && told.length === 0) {
    await asks(1)
    sent.shift()?.reject(kicked())
    await turn()
  }
  void idle()
  t.equal(told.length, 1_000)
})
