// Starts, adopts and stops the database and the node, the operator's or our own.
import { join } from 'node:path'
import { Client } from 'pg'
import type { Config } from '../config.ts'
import { clock } from '../core/clock.ts'
import { notReached } from '../core/database-trouble.ts'
import type { Log } from '../core/log.ts'
import { startPostgres } from '../db/embedded/postgres.ts'
import { migrate } from '../db/migrate.ts'
import { supervise } from './supervise.ts'
import type { TransportSettings } from '../lightning/open-transport.ts'
import type { Sandbox, StartSandbox } from '../sandbox/spawn.ts'

export type Services = {
  readonly databaseUrl: string
  /** How to reach the node. */
  readonly door: TransportSettings
  readonly sandbox: Sandbox | undefined
  readonly pids: () => { readonly node: number | null; readonly postgres: number | null }
  /** Restarts bundled services that have died; returns whether any had. */
  readonly revive: () => Promise<boolean>
}

const PATIENCE_MS = 30_000
const PACE_MS = 250

/** @param ends receives the function that stops each service as soon as it has started */
export async function startServices(
  config: Config,
  log: Log,
  startSandbox: StartSandbox,
  ends: (() => Promise<unknown>)[]
): Promise<Services> {
  const both = await Promise.allSettled([
    startDatabase(config, log),
    startNode(config, startSandbox)
  ])
  for (const one of both) if (one.status === 'fulfilled') ends.push(one.value.stop)
  const [database, node] = both
  if (database.status === 'rejected') throw database.reason
  if (node.status === 'rejected') throw node.reason
  await migrate(database.value.url)
  const { embedded, url: databaseUrl } = database.value
  const { sandbox, door } = node.value
  return {
    databaseUrl,
    door,
    sandbox: sandbox?.now(),
    pids: () => ({ node: sandbox?.now().pid ?? null, postgres: embedded?.now().pid ?? null }),
    revive: async () => {
      const back = await Promise.all([embedded?.revive(), sandbox?.revive()])
      return back.includes(true)
    }
  }
}

const nothing = (): Promise<void> => Promise.resolve()

async function startDatabase({ databaseUrl, dataDir }: Config, log: Log) {
  if (databaseUrl !== undefined) {
    await reach(databaseUrl)
    return { url: databaseUrl, embedded: undefined, stop: nothing }
  }
  const options = { dir: join(dataDir, 'postgres'), log: (line: string) => log.debug({}, line) }
  const first = await startPostgres(options)
  const embedded = supervise(first, ({ port }) => startPostgres({ ...options, port }))
  return { url: first.url, embedded, stop: embedded.stop }
}

/** Waits for a database that is just starting or failing over. */
async function reach(url: string): Promise<void> {
  for (let left = PATIENCE_MS; ; left -= PACE_MS) {
    const client = new Client({ connectionString: url, connectionTimeoutMillis: 5_000 })
    try {
      await client.connect()
      await client.end()
      return
    } catch (error) {
      if (left <= 0) throw notReached(error)
      await clock.sleep(PACE_MS)
    }
  }
}

async function startNode({ door, dataDir }: Config, startSandbox: StartSandbox) {
  if (door !== undefined) return { door, sandbox: undefined, stop: nothing }
  const again = (): Promise<Sandbox> => startSandbox({ dir: join(dataDir, 'sandbox') })
  const sandbox = supervise(await again(), again)
  const path = sandbox.now().rpcPath
  return { door: { is: 'socket', path } as const, sandbox, stop: sandbox.stop }
}
