// One gateway that dies again and again, the database and the node that live
// on, and what can be done to these while it is dead.
import { readFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import pg from 'pg'
import { ENTITIES } from '../../../src/app/entities.ts'
import { openOrm } from '../../../src/db/orm.ts'
import { audit } from '../../../src/ledger/audit.ts'
import { unixSocket } from '../../../src/lightning/socket.ts'
import { askControl } from '../../../src/sandbox/ask-control.ts'
import { asking } from '../../e2e/harness/asking.ts'
import { ECHO_AND_LNSMS, freePort, told } from '../../e2e/harness/place.ts'
import { run, start, type Running, type Started } from '../../e2e/harness/gateway.ts'
import type { Act, Asks } from './acts.ts'
import { openService } from './service.ts'
import { FIRED } from './step.ts'

export type Rows = readonly Readonly<Record<string, unknown>>[]
type Json = Readonly<Record<string, unknown>>

export type Lane = {
  readonly acts: Act[]
  readonly account: string
  /** Somebody to send money to. */
  readonly friend: string
  /** A key of the account that pays nothing without Ann's yes. */
  readonly asking: string
  /** Where an LNURL-pay service takes payments. */
  readonly service: string
  /** Payments of the books that the node made without them, by what the test did to it. */
  readonly forged: Set<string>
  /** Payments that only the node knew of, until a sweep has rebuilt them. */
  readonly lost: Set<string>
  /** Deposits that were paid elsewhere than at our node. */
  readonly paid: Set<string>
  readonly sql: (text: string, values?: readonly unknown[]) => Promise<Rows>
  /** At the node, as nobody but lightningd's owner could. */
  readonly node: (method: string, params: object) => Promise<Json>
  /** The world outside. */
  readonly world: (method: 'GET' | 'POST', path: string, body?: object) => Promise<Json>
  /** What the oracle finds in the books alone: true at every moment, also of a crash. */
  readonly books: () => Promise<readonly string[]>
  readonly gateway: (crash?: string) => Dying
  /** One that lives on, whatever fails it: the file names the step that does so next. */
  readonly living: () => Dying & { readonly failing: string }
  readonly operator: (crash: string, purchase: string) => Dying
  readonly close: () => Promise<void>
}

export type Dying = {
  readonly ended: Promise<unknown>
  /** undefined: it has ended before it was ready. */
  readonly ready: () => Promise<Asks | undefined>
  /** The steps that it has passed, and whether it came to the one where it is to die. */
  readonly passed: () => { readonly steps: readonly string[]; readonly fired: boolean }
  readonly kill: () => Promise<void>
  readonly said: () => string
}

type Where = {
  /** The copy of the source that runs. */
  readonly house: string
  readonly dir: string
  readonly url: string
}

export async function openLane({ house, dir, url }: Where): Promise<Lane> {
  const at = { dir, port: await freePort() }
  const log = join(dir, 'steps.log')
  const base = { ...ECHO_AND_LNSMS, DATABASE_URL: url, NODE_COMPILE_CACHE: join(house, '.cache') }
  const program = (name: string, ...args: readonly string[]): readonly string[] => [
    ...[process.execPath, join(house, 'src/guard.js')],
    ...[join(house, 'test/crash/harness', name), ...args]
  ]
  const met = await meet(await start(at, base, program('program.ts')))
  const rpc = told(dir)?.lightning_rpc ?? ''
  const pool = new pg.Pool({ connectionString: url, max: 2 })
  const orm = await openOrm({ url, entities: ENTITIES, poolMax: 2 })
  const socket = unixSocket(rpc)
  const world: Lane['world'] = async (method, path, body) =>
    (await askControl(join(dirname(rpc), 'control'), method, path, body)) as Json
  const service = await openService(async amount_msat =>
    String((await world('POST', '/wallet/invoice', { amount_msat }))['bolt11'])
  )
  let died = 0
  const launch = (name: string, crash: string, ...args: readonly string[]): Dying => {
    const file = `${log}.${died++}`
    const env = { ...base, CRASH: crash, CRASH_LOG: file }
    return dying(run(at, env, program(name, ...args)), at, file)
  }
  return {
    acts: [],
    ...met,
    forged: new Set(),
    lost: new Set(),
    paid: new Set(),
    service: service.destination,
    world,
    sql: async (text, values = []) => (await pool.query<Json>(text, [...values])).rows,
    node: async (method, params) => {
      const answer = await socket.call(method, { ...params }, { timeoutMs: 30_000 })
      if (answer.is !== 'result') throw new Error(`${method}: ${JSON.stringify(answer)}`)
      return answer.result as Json
    },
    books: async () => (await audit(orm.em)).map(({ rule, subject }) => `${rule}: ${subject}`),
    gateway: (crash = '') => launch('program.ts', crash),
    living: () => {
      const failing = join(dir, 'failing')
      const running = run(at, { ...base, FAILING: failing }, program('failing.ts'))
      return { ...dying(running, at, log), failing }
    },
    operator: (crash, purchase) => launch('operator.ts', crash, purchase),
    close: async () => {
      service.close()
      await Promise.all([pool.end(), orm.close(), socket.close()])
    }
  }
}

async function meet(g: Started): Promise<Pick<Lane, 'account' | 'friend' | 'asking'>> {
  const { body } = await g.ask('POST', '/v1/accounts', { name: 'friend' })
  const key = await g.ask('POST', '/v1/api-keys', {
    name: 'asking',
    scopes: ['account:read', 'payments:write'],
    budget: { amount_msat: 1, period: 'total' },
    approval: true
  })
  g.child.kill('SIGKILL')
  await g.ended
  return { account: g.account, friend: String(body['id']), asking: String(key.body['key']) }
}

const PACE_MS = 30

function dying(
  running: Running,
  at: { readonly dir: string; readonly port: number },
  file: string
): Dying {
  const url = `http://127.0.0.1:${at.port}`
  let over = false
  const ended = running.ended.then(() => (over = true))
  return {
    ended,
    said: running.said,
    async ready() {
      while (!over) {
        const answer = await fetch(`${url}/health/ready`).catch(() => undefined)
        if (answer?.ok === true) return { ask: asking(url, told(at.dir)?.api_key ?? '') }
        await sleep(PACE_MS)
      }
      return undefined
    },
    passed() {
      const lines = readLines(file)
      return { steps: lines.filter(line => line !== FIRED), fired: lines.includes(FIRED) }
    },
    async kill() {
      running.child.kill('SIGKILL')
      await ended
    }
  }
}

function readLines(file: string): readonly string[] {
  try {
    return readFileSync(file, 'utf8').split('\n').filter(Boolean)
  } catch {
    return []
  }
}
