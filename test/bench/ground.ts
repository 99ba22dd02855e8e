// What the figures are taken on: a PostgreSQL as in production, a gateway
// as `npm start` runs it, and a thousand funded accounts with keys.
import { spawn } from 'node:child_process'
import { createHash, randomBytes } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { once } from 'node:events'
import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { createServer, type AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import pg from 'pg'
import { HOUSE, heldAccountOf, newId, showId, type Id } from '../../src/core/ids.ts'
import { msat } from '../../src/core/msat.ts'
import { startPostgres } from '../../src/db/embedded/postgres.ts'
import { migrate } from '../../src/db/migrate.ts'
import { committer } from '../../src/ledger/commit.ts'
import type { Commit } from '../../src/ledger/unit.ts'
import { readProvision } from '../../src/app/provision.ts'

export type Person = { readonly id: Id; readonly account: string; readonly key: string }

export type Ground = {
  readonly url: string
  readonly port: number
  readonly people: readonly Person[]
  readonly sandboxKey: string
  /** The make-believe node's own socket. */
  readonly rpcPath: string
  readonly commit: Commit
  readonly databaseUrl: string
  /** Processor seconds that the gateway has used so far; 0 where /proc does not tell. */
  readonly cpu: () => number
  /** The same of PostgreSQL's processes. */
  readonly databaseCpu: () => number
  readonly close: () => Promise<void>
}

const PEOPLE = 1000

/** `profile` is a folder for a CPU profile of the gateway, written when it ends. */
export async function ground(profile: string | undefined): Promise<Ground> {
  const dir = await mkdtemp(join(tmpdir(), 'lapp-bench-'))
  const postgres = await startPostgres({ dir: join(dir, 'postgres'), log: () => undefined })
  await migrate(postgres.url)
  const log = { warn: (_facts: object, message: string) => console.error(message) }
  const { commit, close } = committer({ url: postgres.url, log })
  const people = await settle(postgres.url, commit)
  const port = await freePort()
  const gateway = await serve(dir, port, postgres.url, profile)
  const made = await readProvision(join(dir, 'data'))
  return {
    url: postgres.url,
    port,
    people,
    sandboxKey: made?.api_key ?? '',
    rpcPath: made?.lightning_rpc ?? '',
    commit,
    databaseUrl: postgres.url,
    cpu: () => cpuSeconds(gateway.pid),
    databaseCpu: () => childrenOf(postgres.pid).reduce((sum, pid) => sum + cpuSeconds(pid), 0),
    async close() {
      await gateway.end()
      await close()
      await postgres.stop()
      await rm(dir, { recursive: true, force: true })
    }
  }
}

async function settle(url: string, commit: Commit): Promise<readonly Person[]> {
  const people = Array.from({ length: PEOPLE }, () => {
    const id = newId()
    return {
      id,
      account: showId('acc', id),
      key: `lgk_${randomBytes(4).toString('hex')}_${randomBytes(32).toString('base64url')}`
    }
  })
  const client = new pg.Client(url)
  await client.connect()
  for (const { id, key } of people) {
    await client.query(
      `insert into account (id, kind, name, balance_msat, seq) values ($1, 'user', 'b', 0, 0), ($2, 'held', 'b', 0, 0)`,
      [id, heldAccountOf(id)]
    )
    await client.query(
      `insert into api_key (id, account, name, prefix, digest, scopes) values ($1, $2, 'b', 'lgk', $3, $4)`,
      [
        newId(),
        id,
        createHash('sha256').update(key).digest(),
        ['account:read', 'transfers:write', 'purchases:write', 'accounts:write', 'keys:write']
      ]
    )
  }
  await client.end()
  await Promise.all(people.map(({ id }) => commit(gift(id))))
  return people
}

const gift = (to: Id) => ({
  entries: [
    {
      id: newId(),
      debit: HOUSE.lightning,
      credit: to,
      amountMsat: msat(1_000_000_000_000),
      kind: 'adjust' as const,
      subject: newId()
    }
  ],
  guards: [],
  claims: []
})

async function serve(
  dir: string,
  port: number,
  databaseUrl: string,
  profile: string | undefined
): Promise<{ readonly pid: number | undefined; readonly end: () => Promise<void> }> {
  const flags = profile === undefined ? [] : ['--cpu-prof', `--cpu-prof-dir=${profile}`]
  const env = {
    ...process.env,
    DATA_DIR: join(dir, 'data'),
    PORT: String(port),
    DATABASE_URL: databaseUrl,
    LOG_LEVEL: 'error'
  }
  const child = spawn(process.execPath, [...flags, ...(await startArguments())], {
    env,
    stdio: ['ignore', 'ignore', 'inherit']
  })
  const ended = once(child, 'exit')
  for (let ready = false; !ready;) {
    await sleep(100)
    if (child.exitCode !== null) throw new Error('the gateway did not start')
    ready = await fetch(`http://127.0.0.1:${port}/health/ready`).then(
      r => r.ok,
      () => false
    )
  }
  const end = async (): Promise<void> => {
    child.kill('SIGTERM')
    await ended
  }
  return { pid: child.pid, end }
}

/** Of `npm start`, whose flags matter. */
async function startArguments(): Promise<readonly string[]> {
  const { scripts } = JSON.parse(await readFile('package.json', 'utf8')) as {
    readonly scripts: { readonly start: string }
  }
  const words = scripts.start.split(' ')
  return words.slice(words.indexOf('node') + 1)
}

/** utime and stime of proc(5), in ticks of 10 ms. */
function cpuSeconds(pid: number | undefined): number {
  try {
    const stat = readFileSync(`/proc/${pid ?? 0}/stat`, 'utf8')
    const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ')
    return (Number(fields[11]) + Number(fields[12])) / 100
  } catch {
    return 0
  }
}

function childrenOf(pid: number): readonly number[] {
  try {
    const said = readFileSync(`/proc/${pid}/task/${pid}/children`, 'utf8')
    return said.split(' ').filter(Boolean).map(Number)
  } catch {
    return []
  }
}

function freePort(): Promise<number> {
  return new Promise(resolve => {
    const server = createServer().listen(0, '127.0.0.1', () => {
      const { port } = server.address() as AddressInfo
      server.close(() => {
        resolve(port)
      })
    })
  })
}
