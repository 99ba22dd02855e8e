// Tips in one group at a given rate, to a gateway in a process of its own,
// and what must have come of them: for the bench and its short form.
import type { Test } from 'tap'
import { setTimeout as sleep } from 'node:timers/promises'
import { told } from '../../e2e/harness/place.ts'
import type { Gateway } from '../../e2e/harness/asking.ts'
import { OURS } from '../../e2e/harness/gateway.ts'
import { cli } from '../../e2e/harness/cli.ts'
import { ask } from '../../harness/sql.ts'
import { houseApart } from './apart.ts'
import { GROUP } from './gateway.ts'
import { INSPECTED, memory, type Memory } from './memory.ts'
import type { Person } from './people.ts'
import type { Call } from './world.ts'

export type Tipped = {
  readonly booked: number
  readonly receivedMsat: number
  /** Exit code of the audit. */
  readonly audit: number
  readonly limits: Limits
  readonly board: string
  readonly seconds: number
  /** Of the gateway alone, garbage collected: before, every five seconds, and when all is quiet. */
  readonly memory: readonly Memory[]
}

/** The bot's messages and edits, at their densest. */
export type Limits = {
  readonly groupInMinute: number
  readonly chatInFiveSeconds: number
  readonly allInSecond: number
}

const MEASURE_EVERY_MS = 5_000

export async function tips(
  t: Test,
  { people, perSecond, seconds }: { people: number; perSecond: number; seconds: number }
): Promise<Tipped> {
  const [node = '', ...program] = OURS
  const { tg, gateway, person } = await houseApart(t, {}, [node, INSPECTED, ...program])
  const sql = async (text: string): Promise<number> =>
    Number((await ask(told(gateway.dir)?.database_url ?? '', text))[0]?.[0])
  const crowd = Array.from({ length: people }, (_, n) => person(1_000 + n, `P${n}`))
  await fund(gateway, crowd, sql)
  const star = person(999, 'Star')
  star.says('/start')
  await tg.sees(999, /Welcome/)
  const { message } = star.says('look at this', GROUP)
  const { measure, close } = await memory(gateway)
  const seen = [await measure()]
  const begun = performance.now()
  const all = perSecond * seconds
  for (let sent = 0; sent < all;) {
    const passed = performance.now() - begun
    const due = Math.min(all, (passed / 1000) * perSecond)
    for (; sent < due; sent++) crowd[sent % people]?.says('tip!1', GROUP, { reply: message })
    if (passed > seen.length * MEASURE_EVERY_MS) seen.push(await measure())
    await sleep(10)
  }
  const count = (): Promise<number> => sql('select count(*) from transfer where amount_msat = 1000')
  const patience = performance.now() + 60_000
  while ((await count()) < all && performance.now() < patience) await sleep(200)
  const took = (performance.now() - begun) / 1000
  const { text } = await tg.sees(GROUP, new RegExp(`🏅 ${all.toLocaleString('en-US')} sat`))
  const receivedMsat = await sql(
    `select balance_msat from account a join identity i on i.account = a.id
     where i.external_id = '999'`
  )
  seen.push(await measure())
  close()
  const audit = (await cli(gateway, 'audit')).code
  return {
    booked: await count(),
    receivedMsat,
    audit,
    board: text,
    seconds: took,
    memory: seen,
    limits: limitsOf(tg.calls.filter(({ method }) => /^(send|edit)/.test(method)))
  }
}

/** All of them have an account and 100 sat, and want no notices. */
async function fund(
  gateway: Gateway,
  crowd: readonly Person[],
  sql: (text: string) => Promise<number>
): Promise<void> {
  const ids = crowd.map(({ id }) => id).join()
  await sql(
    `insert into telegram_person (id, name, notify)
     select id, '', false from unnest(array[${ids}]) id`
  )
  const transfers = crowd.map(({ id }) => ({ to: `telegram:${id}`, amount_msat: 100_000 }))
  const { status, body } = await gateway.ask('POST', '/v1/transfers/batch', { transfers })
  if (status !== 200) throw new Error(JSON.stringify(body))
}

function limitsOf(calls: readonly Call[]): Limits {
  const chats = Map.groupBy(calls, ({ params }) => Number(params['chat_id']))
  const busiest = (some: readonly Call[], ms: number): number => {
    const times = some.map(({ at }) => at)
    return Math.max(...times.map(at => times.filter(one => one >= at && one < at + ms).length), 0)
  }
  const own = [...chats].filter(([chat]) => chat > 0).map(([, some]) => busiest(some, 5_000))
  return {
    groupInMinute: busiest(chats.get(GROUP) ?? [], 60_000),
    chatInFiveSeconds: Math.max(...own, 0),
    allInSecond: busiest(calls, 1_000)
  }
}
