// Counters and timers, with the wrappers that measure: around the ledger's commits, each named
// step, and each LApp.
import { collectDefaultMetrics, Counter, Gauge, Histogram, Registry } from 'prom-client'
import type { DatabaseTrouble } from '../core/database-trouble.ts'
import type { Step } from '../core/step.ts'
import type { LApps } from '../lapps/registry.ts'
import type { Commit, Guard } from '../ledger/unit.ts'

export type Answered = {
  readonly method: string
  /** The route's pattern, never the requested path. */
  readonly route: string
  readonly status: number
  readonly seconds: number
}

export type Batch = { readonly units: number; readonly seconds: number; readonly waiting: number }

const QUICK = [0.001, 0.002, 0.005, 0.01, 0.02, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 10, 30, 60]
const LONG = [0.01, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60, 300, 600, 3_600, 86_400]

/** All published metrics except Node's own and `gauges`. */
function metricsIn(registry: Registry) {
  const registers = [registry]
  const timed = <const L extends string>(
    name: string,
    help: string,
    labelNames: readonly L[],
    buckets = QUICK
  ) => new Histogram<L>({ name: `lapp_${name}_seconds`, help, labelNames, buckets, registers })
  return {
    http: timed('http_request', 'Requests by route and status', ['method', 'route', 'status']),
    steps: timed('step', 'Commits and outside calls by their names', ['step', 'outcome'], LONG),
    lapps: timed('lapp_call', 'Calls of LApps by what came of them', ['lapp', 'call', 'is']),
    lived: timed('payment_age', 'How old a payment is when it enters a state', ['state'], LONG),
    commits: timed('ledger_batch', 'From the first read to the answer of COMMIT', []),
    batches: new Histogram({
      name: 'lapp_ledger_batch_units',
      help: 'Units that share a commit',
      registers,
      buckets: [1, 2, 5, 10, 20, 50, 100, 200, 500]
    }),
    queue: new Gauge({
      name: 'lapp_ledger_waiting',
      help: 'Units that wait for the next commit',
      registers
    }),
    moves: new Counter({
      name: 'lapp_transitions_total',
      help: 'Rows that entered a state',
      registers,
      labelNames: ['table', 'state'] as const
    }),
    foreign: new Counter({
      name: 'lapp_node_foreign_payments_total',
      help: 'Payments that ended at our node and were not sent by this gateway',
      registers
    }),
    troubles: new Counter({
      name: 'lapp_database_troubles_total',
      help: 'Batches that the database did not take, by what kept it from it',
      registers,
      labelNames: ['class'] as const
    })
  }
}

export function instruments() {
  const registry = new Registry()
  collectDefaultMetrics({ register: registry })
  const made = metricsIn(registry)
  const { http, steps, lapps, lived, commits, batches, queue, moves, foreign, troubles } = made

  function entered({ table, id, from, set }: Guard): void {
    const state = set['state']
    if (typeof state !== 'string' || state === from) return
    moves.inc({ table, state })
    // A uuid v7 begins with the milliseconds of its creation.
    if (table === 'payment') lived.observe({ state }, sinceMade(id))
  }

  return {
    registry,
    foreign: (rows: number): void => foreign.inc(rows),
    troubled: (trouble: DatabaseTrouble): void => troubles.inc({ class: trouble }),
    answered: ({ method, route, status, seconds }: Answered): void =>
      http.observe({ method, route, status }, seconds),
    batch: ({ units, seconds, waiting }: Batch): void => {
      batches.observe(units)
      commits.observe(seconds)
      queue.set(waiting)
    },
    commit:
      (commit: Commit): Commit =>
      unit =>
        commit(unit).then(verdict => {
          if (verdict.is === 'committed') unit.guards.forEach(entered)
          return verdict
        }),
    step:
      (step: Step): Step =>
      (name, run) => {
        const begun = performance.now()
        const ended = (outcome: string): void =>
          steps.observe({ step: name, outcome }, (performance.now() - begun) / 1000)
        const answer = promised(() => step(name, run))
        answer.then(
          () => ended('answered'),
          () => ended('threw')
        )
        return answer
      },
    lapps: (room: LApps): LApps => ({
      ...room,
      ask: async (lapp, call, args, options) => {
        const end = lapps.startTimer({ lapp, call })
        const answer = await room.ask(lapp, call, args, options)
        end({ is: answer.is })
        return answer
      }
    })
  }
}

/** Turns a synchronous throw into a rejection, without creating an extra promise otherwise. */
function promised<T>(run: () => Promise<T>): Promise<T> {
  try {
    return run()
  } catch (error) {
    const { promise, reject } = Promise.withResolvers<T>()
    reject(error)
    return promise
  }
}

const sinceMade = (id: string): number =>
  Math.max(0, Date.now() - parseInt(id.replaceAll('-', '').slice(0, 12), 16)) / 1000
