// `npm run bench`: the figures of the hot paths beside plain SQL on the same server in the same
// run; JSON. Ratios say something, absolute figures only on a quiet machine.
import { parseArgs } from 'node:util'
import { baseline, makeBaseline } from './baseline.ts'
import { ground, type Ground } from './ground.ts'
import { load, round, type Measured, type Request } from './load.ts'
import { deposits } from './deposits.ts'
import { makeHistory } from './history.ts'
import { payment } from './payment.ts'
import { hasWrk } from './wrk.ts'

const { values } = parseArgs({
  options: {
    seconds: { type: 'string', default: '5' },
    rounds: { type: 'string', default: '3' },
    connections: { type: 'string', default: '256' },
    history: { type: 'string', default: '0' },
    profile: { type: 'string' },
    only: { type: 'string' }
  }
})
const WARM_UPS = 3
const seconds = Number(values.seconds)
const rounds = Number(values.rounds)
const connections = Number(values.connections)

async function figures(on: Ground): Promise<object> {
  // While nothing else is done: this one is no load.
  const quiet = wanted('payment') ? { payment: await payment(on, PAYMENTS) } : {}
  const paidIn = wanted('deposits') ? { deposits: await deposits(on, seconds) } : {}
  return { ...quiet, ...paidIn, ...(await loads(on)) }
}

const wanted = (name: string): boolean => (values.only ?? name).split(',').includes(name)

async function loads(on: Ground): Promise<object> {
  const kinds: Record<string, () => Promise<Run>> = {
    transfers: () =>
      run(
        on,
        connections,
        single(on, () => someone(on))
      ),
    hot_receiver: () =>
      run(
        on,
        connections,
        single(on, () => on.people[0]?.account ?? '')
      ),
    batch: () => run(on, 8, batched(on)),
    purchases: () => run(on, 64, purchase(on)),
    // By one reader after another, and by eight at once, which is as many as two cores can serve.
    page: () => run(on, 1, read(on, PAGE)),
    page_of_8: () => run(on, 8, read(on, PAGE)),
    balance: () => run(on, 1, read(on, BALANCE)),
    balance_of_8: () => run(on, 8, read(on, BALANCE))
  }
  const chosen = Object.entries(kinds).filter(([name]) => wanted(name))
  if (chosen.length === 0) return {}
  await makeBaseline(on.url)
  const plain = await baseline(on.url)
  const history = Number(values.history)
  if (history > 0) await makeHistory(on, history)
  // Unmeasured first: V8 goes on compiling what is hot for a quarter of a minute.
  for (let round = 0; round < WARM_UPS; round += 1)
    for (const [, measure] of chosen) await measure()
  const seen: Record<string, Run[]> = {}
  const base: number[] = []
  for (let round = 0; round < rounds; round += 1) {
    base.push(Math.max(await plain.run(seconds, 16), await plain.run(seconds, 32)))
    for (const [name, measure] of chosen) (seen[name] ??= []).push(await measure())
  }
  const baselinePerSecond = median(base)
  const rows = Object.entries(seen).map(([name, all]): [string, object] => [
    name,
    summary(name, all, baselinePerSecond)
  ])
  return {
    baseline: {
      by: plain.by,
      per_second: Math.round(baselinePerSecond),
      rounds: base.map(Math.round)
    },
    load_by: hasWrk ? 'wrk' : 'node',
    past_transfers: history,
    ...(Object.fromEntries(rows) as Record<string, object>)
  }
}

const BATCH = 500
const PAGE = '/v1/transactions?limit=50'
const BALANCE = '/v1/account'
const PAYMENTS = 200

function summary(name: string, all: readonly Run[], base: number): object {
  // A refusal is quick: a figure that counts them says nothing.
  const answers = all.flatMap(({ statuses }) => Object.entries(statuses))
  if (answers.some(([status, count]) => count > 0 && !/^(2|good)/.test(status)))
    throw new Error(`${name} was refused under load: ${JSON.stringify(answers)}`)
  const each = name === 'batch' ? BATCH : 1
  const perSecond = median(all.map(m => m.perSecond * each))
  return {
    per_second: perSecond,
    times_baseline: round(perSecond / base),
    p50_ms: median(all.map(m => m.p50Ms)),
    p99_ms: median(all.map(m => m.p99Ms)),
    gateway_cpu_us: median(all.map(m => m.cpuMicros)),
    statuses: all.map(m => m.statuses)
  }
}

type Run = Measured & { readonly cpuMicros: number }

async function run(on: Ground, connections: number, next: (n: number) => Request): Promise<Run> {
  const before = on.cpu()
  const measured = await load({ port: on.port, connections, seconds, next })
  const count = Object.values(measured.statuses).reduce((sum, n) => sum + n, 0)
  return { ...measured, cpuMicros: Math.round(((on.cpu() - before) * 1e6) / count) }
}

const someone = ({ people }: Ground): string =>
  people[Math.floor(Math.random() * people.length)]?.account ?? ''

const single =
  (on: Ground, to: () => string) =>
  (n: number): Request => {
    const from = on.people[1 + (n % (on.people.length - 1))]
    const other = to()
    const receiver = other === from?.account ? (on.people[0]?.account ?? '') : other
    return {
      path: '/v1/transfers',
      key: from?.key ?? '',
      body: `{"to":"${receiver}","amount_msat":1000}`
    }
  }

const batched =
  (on: Ground) =>
  (n: number): Request => {
    const from = on.people[n % on.people.length]
    const others = on.people.filter(person => person !== from)
    const wishes = Array.from({ length: BATCH }, (_, i) => {
      const to = others[(n * 7 + i) % others.length]?.account ?? ''
      return `{"to":"${to}","amount_msat":1000}`
    })
    return {
      path: '/v1/transfers/batch',
      key: from?.key ?? '',
      body: `{"transfers":[${wishes.join()}]}`
    }
  }

const read =
  (on: Ground, path: string) =>
  (n: number): Request => ({ path, key: on.people[n % on.people.length]?.key ?? '' })

const purchase =
  (on: Ground) =>
  (n: number): Request => ({
    path: '/v1/lapps/lnsms/purchases',
    key: on.people[n % on.people.length]?.key ?? '',
    body: `{"input":{"number":"+19876543210","text":"bench ${n}"}}`
  })

function median(numbers: readonly number[]): number {
  return numbers.toSorted((a, b) => a - b)[Math.floor(numbers.length / 2)] ?? 0
}

const on = await ground(values.profile)
try {
  console.log(JSON.stringify(await figures(on), undefined, 2))
} finally {
  await on.close()
}
