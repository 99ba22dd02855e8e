// Two gateways on one database and one node, and people who ask both at once.
import { dirname, join } from 'node:path'
import { askControl } from '../../../src/sandbox/ask-control.ts'
import { SCOPES } from '../../../src/account/scopes.ts'
import { LNSMS, freePort, told, type Env, type Place } from '../../e2e/harness/place.ts'
import { OURS, start } from '../../e2e/harness/gateway.ts'
import { until } from '../../e2e/harness/until.ts'
import type { Answer, Gateway } from '../../e2e/harness/asking.ts'
import { balance } from '../../e2e/harness/money.ts'

export type Person = { readonly id: string; readonly key: string }
export type Pair = {
  readonly both: readonly [Gateway, Gateway]
  /** The n-th of many requests: the two gateways take turns. */
  readonly ask: (n: number, ...asked: Parameters<Gateway['ask']>) => Promise<Answer>
  readonly person: () => Promise<Person>
  /** Sets a balance that was spent to the last msat. */
  readonly give: (to: Person, amount: number) => Promise<void>
  readonly balance: (of: Person) => Promise<{ balance: number; held: number }>
  readonly invoices: (count: number, amount: number) => Promise<string[]>
  readonly end: () => Promise<void>
}

/** @param reach the database as the second gateway reaches it */
export async function pair(
  place: Place,
  env: Env = {},
  reach = (url: string): Promise<string> => Promise.resolve(url),
  command = OURS
): Promise<Pair> {
  const first = await start(place, { ...LNSMS, ...env }, command)
  const { database_url, lightning_rpc } = told(place.dir) ?? { database_url: '', lightning_rpc: '' }
  const control = join(dirname(lightning_rpc), 'control')
  const { shops } = (await askControl(control, 'GET', '/')) as { shops: Record<string, string> }
  const second = await start(
    { dir: join(place.dir, 'second'), port: await freePort() },
    {
      DATABASE_URL: await reach(database_url),
      LIGHTNING_RPC: lightning_rpc,
      ...LNSMS,
      LAPP_LNSMS_URL: shops['lnsms'] ?? '',
      RATE_LIMIT: '0'
    },
    command
  )
  const both = [first, second] as const
  const invoice = async (amount_msat: number): Promise<string> =>
    String((await first.ask('POST', '/sandbox/wallet/invoice', { amount_msat })).body['bolt11'])
  return {
    both,
    ask: (n, ...asked) => (n % 2 === 0 ? first : second).ask(...asked),
    person: async () => {
      const { body: account } = await first.ask('POST', '/v1/accounts', { name: 'somebody' })
      const scopes = SCOPES.filter(scope => scope !== 'admin')
      const wish = { name: 'key', account: account['id'], scopes }
      const { body: key } = await first.ask('POST', '/v1/api-keys', wish)
      return { id: String(account['id']), key: String(key['key']) }
    },
    give: async ({ id: to }, amount_msat) => {
      const { status, body } = await first.ask('POST', '/v1/transfers', { to, amount_msat })
      if (status !== 201) throw new Error(JSON.stringify(body))
    },
    balance: async ({ key }) =>
      until(async () => {
        const now = await balance({ ...first, ask: (m, p, b) => first.ask(m, p, b, { key }) })
        return now.held === 0 ? now : undefined
      }),
    invoices: (count, amount) => Promise.all(Array.from({ length: count }, () => invoice(amount))),
    end: async () => {
      for (const { child, ended } of both.toReversed()) {
        child.kill('SIGTERM')
        await ended
      }
    }
  }
}

/** How often each status came. */
export const tally = (answers: readonly Answer[]): Readonly<Record<string, number>> =>
  Object.fromEntries(
    [...Map.groupBy(answers, ({ status }) => String(status))].map(([status, all]) => [
      status,
      all.length
    ])
  )
