// The gateway as it runs, with a bot on the make-believe Telegram.
import type { Test } from 'tap'
import { place, told, type Env } from '../../e2e/harness/place.ts'
import type { Gateway } from '../../e2e/harness/asking.ts'
import { composed, type Composed } from '../../e2e/harness/composed.ts'
import { until } from '../../e2e/harness/until.ts'
import { ask } from '../../harness/sql.ts'
import { telegram, TOKEN, type Telegram } from './telegram.ts'
import { person, type Person } from './people.ts'

export type House<G extends Gateway = Gateway> = {
  readonly tg: Telegram
  readonly gateway: G
  readonly person: (id: number, name: string, username?: string, language?: string) => Person
  /** Sats from the sandbox's own account. */
  readonly fund: (who: Person, amountMsat: number) => Promise<void>
  /** Waits until the bot has seen them: each person's messages have a turn of their own. */
  readonly known: (...who: readonly Person[]) => Promise<void>
  /** What REST says that they have; by a key that the bot made. */
  readonly has: (who: Person) => Promise<{ balance: number; held: number }>
}

export const GROUP = -1001

/** In the test's own process. */
export async function house(t: Test, env: Env = {}): Promise<House<Composed>> {
  const tg = await telegram(t)
  return watched(t, tg, await composed(t, await place(t), { ...botOf(tg), ...env }))
}

export const botOf = ({ root }: Telegram): Env => ({
  TELEGRAM_BOT_TOKEN: TOKEN,
  TELEGRAM_API_ROOT: root
})

export function watched<G extends Gateway>(t: Test, tg: Telegram, gateway: G): House<G> {
  t.teardown(() => {
    if (gateway.said().includes(TOKEN.slice(5))) throw new Error('the token was said')
  })
  return around(tg, gateway)
}

export function around<G extends Gateway>(tg: Telegram, gateway: G): House<G> {
  const keys = new Map<number, string>()
  return {
    tg,
    gateway,
    person: (id, name, username, language) => person(tg, id, name, username, language),
    async fund(who, amountMsat) {
      who.says('/start')
      await tg.sees(who.id, /Welcome|Willkommen/)
      const body = { to: `telegram:${who.id}`, amount_msat: amountMsat }
      const sent = await gateway.ask('POST', '/v1/transfers', body)
      if (sent.body['status'] !== 'settled') throw new Error(JSON.stringify(sent.body))
      await tg.sees(who.id, /sent you|hat dir/)
    },
    async known(...who) {
      const url = told(gateway.dir)?.database_url ?? ''
      const ids = who.map(({ id }) => id).join()
      await until(async () => {
        const seen = await ask(url, `select 1 from telegram_person where id in (${ids})`)
        return seen.length === who.length || undefined
      })
    },
    async has(who) {
      const key = keys.get(who.id) ?? (await keyOf(tg, who))
      keys.set(who.id, key)
      const { body } = await gateway.ask('GET', '/v1/account', undefined, { key })
      return { balance: Number(body['balance_msat']), held: Number(body['held_msat']) }
    }
  }
}

async function keyOf(tg: Telegram, who: Person): Promise<string> {
  who.says('/api')
  const screen = await tg.sees(who.id, /Keys for programs|Schlüssel für Programme/)
  who.presses(screen, /➕ (Read only|Nur lesen)/)
  const { text } = await tg.sees(who.id, /lgk_/)
  return /lgk_\S+/.exec(text)?.[0] ?? ''
}
