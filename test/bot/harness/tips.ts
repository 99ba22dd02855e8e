// Tips in one group at a given rate, and what must
// have come of them: for the bench and its short form.
import type { Test } from 'tap'
import { setTimeout as sleep } from 'node:timers/promises'
import { randomBytes } from 'node:crypto'
import { identities } from '../../../src/account/identities.ts'
import { bot } from '../../../src/bot/bot.ts'
import { clock } from '../../../src/core/clock.ts'
import { msat } from '../../../src/core/msat.ts'
import { openAccount } from '../../../src/ledger/open.ts'
import { notify } from '../../../src/notify/notify.ts'
import { transfers } from '../../../src/transfer/transfers.ts'
import { books, keyFor } from '../../harness/books.ts'
import { GROUP } from './gateway.ts'
import { person } from './people.ts'
import { telegram, TOKEN } from './telegram.ts'

export type Tipped = {
  readonly booked: number
  readonly received: bigint
  readonly wrong: readonly unknown[]
  /** The bot's messages and edits in the group in its busiest minute. */
  readonly busiest: number
  readonly board: string
  readonly seconds: number
  readonly heapMb: readonly number[]
}

const none = (): never => {
  throw new TypeError('not in this house')
}

/** A bot in this process on real books; everything that is not tips is left out. */
export async function tips(
  t: Test,
  { people, perSecond, seconds }: { people: number; perSecond: number; seconds: number }
): Promise<Tipped> {
  const { em, commit, sql, user, balance, wrong } = await books(t)
  const tg = await telegram(t)
  const known = identities(em, openAccount)
  const room = transfers({ em, commit, now: () => new Date(), claimSeconds: 600 })
  const stop = new AbortController()
  const lines: string[] = []
  const say = (_facts: object, text: string) => void lines.push(text)
  const { run, tell } = bot(
    { token: TOKEN, apiRoot: tg.root, webhookSecret: undefined },
    {
      ...{ identities: known, transfers: room, catalogue: [], statement: none, clock },
      ...{ accounts: { open: none, find: none, list: none }, deposits: { open: none, find: none } },
      ...{ payments: { open: none, decode: none, ended: none, find: none } },
      ...{ purchases: { quote: none, buy: none, find: none } },
      keys: { create: none, authenticate: none, watchRevocations: none, list: none, revoke: none },
      sql: async <T extends object>(text: string, values: readonly unknown[] = []) =>
        em.fork().execute<T[]>(text, [...values]),
      random: randomBytes,
      log: { debug: say, info: say, warn: say, error: say },
      stop: stop.signal
    }
  )
  const rich = await user(1_000_000_000_000)
  const crowd = Array.from({ length: people }, (_, n) => person(tg, 1_000 + n, `P${n}`))
  const wish = { memo: undefined, expiresInSeconds: undefined, amountMsat: msat(100_000_000) }
  for (const { id, user: one } of crowd) {
    await known.open('telegram', String(id), one.first_name)
    await room.send(rich, keyFor(rich), { ...wish, to: `telegram:${id}` })
  }
  await sql('delete from outbox')
  const star = person(tg, 999, 'Star')
  const { account } = await known.open('telegram', '999', 'Star')
  tg.started.add(999)
  const { message } = star.says('look at this', GROUP)
  const running = [
    run('http://localhost'),
    notify({ em, clock, log: { warn: say }, tell }, stop.signal)
  ]
  const heapMb: number[] = []
  const begun = performance.now()
  let sent = 0
  while (sent < perSecond * seconds) {
    const due = Math.min(perSecond * seconds, ((performance.now() - begun) / 1000) * perSecond)
    for (; sent < due; sent++) crowd[sent % people]?.says('tip!1', GROUP, { reply: message })
    heapMb.push(Math.round(process.memoryUsage().heapUsed / 1e6))
    await sleep(20)
  }
  const count = async (): Promise<number> => {
    const [row] = await sql(`select count(*)::int as n from transfer where amount_msat = 1000`)
    return Number(row?.['n'])
  }
  const patience = performance.now() + 60_000
  while ((await count()) < sent && performance.now() < patience) await sleep(100)
  const took = (performance.now() - begun) / 1000
  const last = new RegExp(`🏅 ${sent.toLocaleString('en-US')} sat`)
  const { text } = await tg.sees(GROUP, last).catch(() => ({ text: lines.slice(-3).join(' | ') }))
  stop.abort()
  await Promise.all(running)
  return {
    booked: await count(),
    received: await balance(account),
    wrong: await wrong(),
    busiest: busiestMinute(
      tg.calls.filter(({ params }) => params['chat_id'] === GROUP).map(({ at }) => at)
    ),
    board: text,
    seconds: took,
    heapMb: [heapMb[heapMb.length >> 2] ?? 0, heapMb.at(-1) ?? 0]
  }
}

const busiestMinute = (times: readonly number[]): number =>
  Math.max(...times.map(at => times.filter(other => other >= at && other < at + 60_000).length), 0)
