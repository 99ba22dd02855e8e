// The gateway as an operator starts it, on alice's socket, with an account that carol has funded;
// it can be killed and started again on the same data.
import { execFileSync, spawn, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { freePort } from '../../e2e/harness/place.ts'
import type { Json, Network } from './network.ts'

const ROOT = join(import.meta.dirname, '..', '..', '..')

export type Gateway = {
  readonly account: string
  readonly pay: (bolt11: string, wait?: number) => Promise<Json>
  readonly find: (id: unknown) => Promise<Json>
  readonly balances: () => Promise<{ readonly free: number; readonly held: number }>
  readonly kill: (signal?: NodeJS.Signals) => Promise<void>
  readonly start: () => Promise<void>
  /** The values of a metric by its labels. */
  readonly metric: (name: string) => Promise<readonly (readonly [string, number])[]>
  /** The command line, in JSON. */
  readonly run: (...words: readonly string[]) => unknown
}

/** @param fundMsat what carol pays into the account first */
export async function gateway(dir: string, net: Network, fundMsat: number): Promise<Gateway> {
  const port = await freePort()
  const metricsPort = await freePort()
  const url = `http://127.0.0.1:${port}`
  const env = {
    ...process.env,
    DATA_DIR: dir,
    PORT: String(port),
    LIGHTNING_RPC: net.alice.rpc,
    LOG_LEVEL: 'error',
    RATE_LIMIT: '0',
    METRICS_PORT: String(metricsPort)
  }
  let child: ChildProcess | undefined
  const start = async (): Promise<void> => {
    const words = [join(ROOT, 'src/guard.js'), join(ROOT, 'src/main.ts')]
    child = spawn(process.execPath, words, { env, stdio: 'inherit' })
    while (!(await fetch(`${url}/health/live`).catch(() => undefined))?.ok) await sleep(50)
  }
  await start()
  const run = (...words: readonly string[]): unknown => {
    const all = [join(ROOT, 'src/guard.js'), join(ROOT, 'src/cli/main.ts'), ...words, '--json']
    return JSON.parse(execFileSync(process.execPath, all, { env, encoding: 'utf8' }))
  }
  const { id: account } = run('account', 'create', 'regtest') as { id: string }
  const scopes = 'account:read,deposits:write,payments:write'
  const { key } = run('key', 'create', '--account', account, '--scopes', scopes) as { key: string }
  let asked = 0
  const ask = async (method: string, path: string, body?: Json, headers = {}): Promise<Json> => {
    const answer = await fetch(`${url}${path}`, {
      method,
      headers: {
        authorization: `Bearer ${key}`,
        'idempotency-key': `${process.pid}-${asked++}`,
        ...(body === undefined ? {} : { 'content-type': 'application/json' }),
        ...headers
      },
      ...(body === undefined ? {} : { body: JSON.stringify(body) })
    })
    const said = (await answer.json()) as Json
    if (!answer.ok) throw new Error(`${method} ${path}: ${JSON.stringify(said)}`)
    return said
  }
  const balances: Gateway['balances'] = async () => {
    const { balance_msat: free, held_msat: held } = await ask('GET', '/v1/account')
    return { free: Number(free), held: Number(held) }
  }
  const { bolt11 } = await ask('POST', '/v1/deposits', { amount_msat: fundMsat })
  await net.carol.call('xpay', { invstring: bolt11 })
  while ((await balances()).free !== fundMsat) await sleep(50)
  return {
    account,
    balances,
    start,
    run,
    async metric(name) {
      const text = await (await fetch(`http://127.0.0.1:${metricsPort}/metrics`)).text()
      const lines = text.split('\n').filter(line => line.startsWith(`${name}{`))
      return lines.map(line => [
        line.slice(0, line.lastIndexOf(' ')),
        Number(line.split(' ').at(-1))
      ])
    },
    pay: (destination, wait = 0) =>
      ask('POST', '/v1/payments', { destination }, { prefer: `wait=${wait}` }),
    find: id => ask('GET', `/v1/payments/${String(id)}`),
    async kill(signal = 'SIGKILL') {
      if (child === undefined) return
      const ended = once(child, 'exit')
      child.kill(signal)
      await ended
    }
  }
}
