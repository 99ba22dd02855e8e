// Three gateways, each a process of its own, on one database, one node, and one BTCPay Server,
// lightning-charge and Electrum, which all of them may ask.
import { dirname, join } from 'node:path'
import { askControl } from '../../../src/sandbox/ask-control.ts'
import type { Whoami } from '../../../src/sandbox/control.ts'
import { freePort, told, type Env, type Place } from '../../e2e/harness/place.ts'
import type { Gateway } from '../../e2e/harness/asking.ts'
import { start } from '../../e2e/harness/gateway.ts'

export type Three = {
  readonly all: readonly [Gateway, ...Gateway[]]
  readonly doors: Whoami['doors']
  readonly end: () => Promise<void>
}

export const OTHERS = ['second', 'third'] as const

/** The first has the make-believe network; the others are told of it as of a real one. */
export async function three(place: Place, url: string): Promise<Three> {
  const first = await start(place, { DATABASE_URL: url })
  const rpc = told(place.dir)?.lightning_rpc ?? ''
  const { doors } = (await askControl(join(dirname(rpc), 'control'), 'GET', '/')) as Whoami
  const env = { DATABASE_URL: url, LIGHTNING_RPC: rpc, RATE_LIMIT: '0', ...variables(doors) }
  const others = OTHERS.map(async name =>
    start({ dir: join(place.dir, name), port: await freePort() }, env)
  )
  const all = [first, ...(await Promise.all(others))] as const
  return {
    all,
    doors,
    end: async () => {
      for (const { child, ended } of all.toReversed()) {
        child.kill('SIGTERM')
        await ended
      }
    }
  }
}

const variables = ({ btcpay, charge, electrum }: Whoami['doors']): Env => ({
  BTCPAY_URL: btcpay.url,
  BTCPAY_API_KEY: btcpay.apiKey,
  BTCPAY_STORE_ID: btcpay.storeId,
  BTCPAY_WEBHOOK_SECRET: btcpay.webhookSecret,
  CHARGE_URL: charge.url,
  CHARGE_TOKEN: charge.token,
  ELECTRUM_URL: electrum.url,
  ELECTRUM_USER: electrum.user,
  ELECTRUM_PASSWORD: electrum.password
})
