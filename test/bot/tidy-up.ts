import type { ChatMember } from 'grammy/types'
import { test } from 'tap'
import { tidyUp } from '../../src/bot/tidy-up.ts'

type Api = Parameters<typeof tidyUp>[0]

/** A clock that goes on when it is told to, and a Telegram that keeps what it is asked. */
function place(mayDelete: boolean) {
  let now = 0
  const sleepers: { readonly until: number; readonly wake: () => void }[] = []
  const stop = new AbortController()
  const asked: string[] = []
  const clock = {
    now: () => now,
    sleep: (ms: number) =>
      new Promise<void>(resolve => {
        sleepers.push({ until: now + ms, wake: resolve })
        stop.signal.addEventListener('abort', () => resolve())
        if (stop.signal.aborted) resolve()
      })
  }
  const api = {
    getChatMember: async (chat: number) => {
      asked.push(`rights in ${chat}`)
      const status = mayDelete ? 'administrator' : 'member'
      return { status, can_delete_messages: true } as ChatMember
    },
    deleteMessages: async (chat: number, ids: readonly number[]) => {
      asked.push(`${now}: ${ids.join()} in ${chat}`)
      return true as const
    }
  } as unknown as Api
  const settled = (): Promise<void> => new Promise(resolve => setImmediate(resolve))
  const pass = async (ms: number): Promise<void> => {
    await settled()
    now += ms
    for (const { until, wake } of sleepers) if (until <= now) wake()
    await settled()
  }
  const wakeAll = async (): Promise<void> => {
    for (const { wake } of sleepers) wake()
    await settled()
  }
  return { asked, pass, wakeAll, stop, settled, all: tidyUp(api, 1, clock, stop.signal) }
}

test('commands of a group go ten seconds after they were written, together', async t => {
  const { all, asked, pass } = place(true)
  all.later(-1, 11)
  await pass(4_000)
  all.later(-1, 12)
  all.later(-2, 21)
  await pass(5_999)
  t.strictSame(asked, ['rights in -1', 'rights in -2'], 'not before')
  await pass(1)
  t.strictSame(asked.slice(2), ['10000: 11 in -1'])
  await pass(4_000)
  t.strictSame(asked.slice(3).sort(), ['14000: 12 in -1', '14000: 21 in -2'])
})

test('a timer that wakes early deletes nothing yet', async t => {
  const { all, asked, pass, wakeAll } = place(true)
  all.later(-1, 11)
  await pass(9_999)
  await wakeAll()
  t.strictSame(asked, ['rights in -1'])
  await pass(1)
  t.strictSame(asked.slice(1), ['10000: 11 in -1'])
})

test('where the bot may not delete nothing is deleted, and its rights are asked for once an hour', async t => {
  const { all, asked, pass } = place(false)
  for (let n = 0; n < 50; n++) all.later(-1, n)
  await pass(60_000)
  t.strictSame(asked, ['rights in -1'])
  await pass(3_600_000)
  all.later(-1, 51)
  await pass(1)
  t.strictSame(asked, ['rights in -1', 'rights in -1'])
})

test('a hundred go at once, and at the stop nothing waits', async t => {
  const { all, asked, stop, settled, pass } = place(true)
  for (let n = 0; n < 150; n++) all.later(-1, n)
  await pass(1)
  stop.abort()
  await settled()
  t.equal(asked.length, 3)
  t.match(asked[1], /^1: 0,1,.*,99 in -1$/)
  t.match(asked[2], /^1: 100,.*,149 in -1$/)
})
