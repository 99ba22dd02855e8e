// `npm run bench:machines`: a hundred sub-accounts that pay each other, with budgets and events and
// without, by turns in the same gateway; JSON. First as fast as it goes, for the rate; then at a
// share of that, since how long one waits at the peak is only how many wait; then the audit.
import { setTimeout as sleep } from 'node:timers/promises'
import { parseArgs } from 'node:util'
import { openOrm } from '../../../src/db/orm.ts'
import { audit } from '../../../src/ledger/audit.ts'
import { ground, type Ground } from '../ground.ts'
import { at, load, round, type Measured, type Request } from '../load.ts'
import { paced } from '../paced.ts'
import { listen, type Listener } from '../listener.ts'
import { openSide, usedMsat, type Side } from './sides.ts'

const { values } = parseArgs({
  options: {
    /** Of each, in all its turns. */
    seconds: { type: 'string', default: '60' },
    devices: { type: 'string', default: '100' },
    connections: { type: 'string', default: '100' },
    /** Of the peak without, offered to both. */
    share: { type: 'string', default: '0.6' },
    profile: { type: 'string' }
  }
})
const seconds = Number(values.seconds)
const connections = Number(values.connections)
/** V8 goes on compiling what is hot for a quarter of a minute. */
const WARM_UP = 15
const TURN = 5
const turns = Math.max(1, Math.round(seconds / TURN))
const AMOUNT = 1_000

type Turn = Measured & { readonly cpuMicros: number; readonly databaseMicros: number }
type Way = (next: (n: number) => Request, seconds: number) => Promise<Measured>

async function figures(on: Ground): Promise<object> {
  const [first, second] = on.people
  if (first === undefined || second === undefined) throw new Error('there is nobody')
  const count = Number(values.devices)
  const plain = await openSide(on, first, { count, hasBudgets: false })
  const full = await openSide(on, second, { count, hasBudgets: true })
  const listener = await listen(`http://127.0.0.1:${on.port}`, second.key)
  let sent = 0
  const take = async (side: Side, way: Way, length: number): Promise<Turn> => {
    const seen = await measured(on, side, way, length)
    if (side === full) {
      sent += seen.statuses['201'] ?? seen.statuses['good'] ?? 0
      await heard(listener, sent)
    }
    return seen
  }
  const byTurns = async (way: Way) => {
    listener.late()
    const [without, all]: [Turn[], Turn[]] = [[], []]
    for (let turn = 0; turn < turns; turn++) {
      without.push(await take(plain, way, TURN))
      all.push(await take(full, way, TURN))
    }
    return { without, all, late: listener.late() }
  }
  for (const side of [plain, full]) await take(side, peak(on), WARM_UP)
  const fast = await byTurns(peak(on))
  const offered = Math.round(median(fast.without, 'perSecond') * Number(values.share))
  const calm = await byTurns(offering(on, offered))
  const used = await usedMsat(on, full)
  listener.close()
  return {
    devices: count,
    seconds: turns * TURN,
    peak: shown(fast, connections),
    offered: { per_second: offered, ...shown(calm, connections) },
    events: { sent, heard: listener.count() },
    budgets: { spent_msat: sent * AMOUNT, used_msat: used },
    audit: await findings(on)
  }
}

const peak =
  ({ port }: Ground): Way =>
  async (next, seconds) =>
    load({ port, connections, seconds, next })

const offering =
  ({ port }: Ground, perSecond: number): Way =>
  async (next, seconds) =>
    paced({ port, connections, seconds, next, perSecond })

async function measured(on: Ground, side: Side, way: Way, length: number): Promise<Turn> {
  const [cpu, database] = [on.cpu(), on.databaseCpu()]
  const seen = await way(pay(side), length)
  const { 201: made = 0, good = 0, ...others } = seen.statuses
  if (Object.values(others).some(count => count > 0))
    throw new Error(`it was refused under load: ${JSON.stringify(seen.statuses)}`)
  const each = (before: number, after: number): number =>
    Math.round(((after - before) * 1e6) / (made + good))
  return {
    ...seen,
    cpuMicros: each(cpu, on.cpu()),
    databaseMicros: each(database, on.databaseCpu())
  }
}

/** Each pays the one after it, then the one after that, and so on. */
const pay =
  ({ devices }: Side) =>
  (n: number): Request => {
    const from = n % devices.length
    const step = 1 + (Math.floor(n / devices.length) % (devices.length - 1))
    const to = devices[(from + step) % devices.length]
    return {
      path: '/v1/transfers',
      key: devices[from]?.key ?? '',
      body: `{"to":"${to?.account ?? ''}","amount_msat":${AMOUNT}}`
    }
  }

/** Nothing may be left for the turn of the others. */
async function heard(listener: Listener, sent: number): Promise<void> {
  for (let tries = 0; listener.count() < sent; tries++) {
    if (tries > 3_000) throw new Error(`${listener.count()} of ${sent} events arrived`)
    await sleep(10)
  }
}

type Both = Readonly<Record<'without' | 'all', readonly Turn[]>> & {
  readonly late: readonly number[]
}

function shown({ without, all, late }: Both, connections: number): object {
  const ratios = all.map(({ perSecond }, n) => perSecond / (without[n]?.perSecond ?? 0))
  return {
    connections,
    without: summary(without),
    with_budgets_and_events: {
      ...summary(all),
      events_late_ms: { p50: at(late, 0.5), p99: at(late, 0.99) }
    },
    ratio: round(ratios.toSorted((a, b) => a - b)[Math.floor(ratios.length / 2)] ?? 0),
    ratios: ratios.map(round)
  }
}

const summary = (all: readonly Turn[]): object => ({
  per_second: median(all, 'perSecond'),
  p50_ms: median(all, 'p50Ms'),
  p99_ms: median(all, 'p99Ms'),
  p99_ms_worst: Math.max(...all.map(({ p99Ms }) => p99Ms)),
  gateway_cpu_us: median(all, 'cpuMicros'),
  database_cpu_us: median(all, 'databaseMicros')
})

type Figure = 'perSecond' | 'p50Ms' | 'p99Ms' | 'cpuMicros' | 'databaseMicros'

const median = (all: readonly Turn[], name: Figure): number =>
  all.map(turn => turn[name]).toSorted((a, b) => a - b)[Math.floor(all.length / 2)] ?? 0

async function findings({ databaseUrl }: Ground): Promise<readonly object[] | 'clean'> {
  const orm = await openOrm({ url: databaseUrl, entities: [] })
  const found = await audit(orm.em)
  await orm.close()
  return found.length === 0 ? 'clean' : found.slice(0, 10)
}

const on = await ground(values.profile)
try {
  console.log(JSON.stringify(await figures(on), undefined, 2))
} finally {
  await on.close()
}
