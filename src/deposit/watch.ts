// Reads the payments that the node received, continuously: one process at a time, from the cursor,
// in runs.
import type { EntityManager } from '@mikro-orm/postgresql'
import type { Clock } from '../core/clock.ts'
import { newId, type Id } from '../core/ids.ts'
import type { Log } from '../core/log.ts'
import { pollingLoop } from '../core/polling-loop.ts'
import type { Step } from '../core/step.ts'
import type { Commit } from '../ledger/unit.ts'
import type { Lightning, PaidInvoice } from '../lightning/port.ts'
import { credit } from './credit.ts'
import { leaseCursor, releaseCursor } from './cursor.ts'
import { expire } from './expire.ts'

export type WatchDeps = {
  readonly em: EntityManager
  readonly commit: Commit
  readonly step: Step
  readonly node: Pick<Lightning, 'waitAnyInvoice' | 'findInvoice'>
  readonly nodeId: string
  readonly clock: Pick<Clock, 'sleep'>
  readonly log: Pick<Log, 'warn'>
  readonly pace?: Partial<Pace>
}

type Pace = {
  /** How long one request to the node waits for the next payment. */
  readonly waitSeconds: number
  /**
   * Longer than a request and its commit; after a crash, the time until another process reads on.
   */
  readonly leaseSeconds: number
  readonly retryMs: number
  readonly expireMs: number
}

const PACE: Pace = { waitSeconds: 3, leaseSeconds: 6, retryMs: 1_000, expireMs: 15_000 }

/** The most payments of one run. */
const RUN_MAX = 200

/** Ends only when the signal aborts, and gives its lease back. */
export async function watch(deps: WatchDeps, signal: AbortSignal): Promise<void> {
  const pace = { ...PACE, ...deps.pace }
  const owner = newId()
  await Promise.all([
    forever(deps, signal, pace.retryMs, async () => readOn(deps, pace, owner, signal)),
    forever(deps, signal, pace.retryMs, async () => {
      await expire(deps)
      return pace.expireMs
    })
  ])
  // If the database is unavailable, the lease expires by itself.
  await releaseCursor(deps.em, deps.nodeId, owner).catch(() => undefined)
}

/** One run; returns how long to wait before the next. */
async function readOn(
  deps: WatchDeps,
  pace: Pace,
  owner: Id,
  signal: AbortSignal
): Promise<number> {
  const { em, nodeId, log } = deps
  const cursor = await leaseCursor(em, nodeId, owner, pace.leaseSeconds)
  if (cursor === undefined) return pace.retryMs
  const run = await collect(deps, cursor.payIndex, pace.waitSeconds, signal)
  if (run.length === 0) return 0
  const credited = await credit(deps, nodeId, cursor, run)
  for (const label of credited?.suspense ?? []) log.warn({ label }, 'a deposit is nobody’s')
  return 0
}

/** Invoices paid since the cursor: waits for the first, then takes all others already there. */
async function collect(
  { node, step }: WatchDeps,
  payIndex: number,
  waitSeconds: number,
  signal: AbortSignal
): Promise<readonly PaidInvoice[]> {
  const after = (index: number, seconds: number) =>
    step('deposit.wait', () => node.waitAnyInvoice(index, seconds, signal))
  const run: PaidInvoice[] = []
  let next = await after(payIndex, waitSeconds)
  while (next !== undefined) {
    run.push(next)
    if (run.length === RUN_MAX) break
    next = await after(next.payIndex, 0)
  }
  return run
}

/** Any failure is retried from what the database says; nothing is skipped. */
async function forever(
  { clock, log }: WatchDeps,
  signal: AbortSignal,
  retryMs: number,
  step: () => Promise<number>
): Promise<void> {
  await pollingLoop(clock, signal, () =>
    step().catch((error: unknown) => {
      if (!signal.aborted) log.warn({ error }, 'deposits wait for the node or the database')
      return retryMs
    })
  )
}
