// The group committer, the only writer of money: units that arrive while a batch commits go into
// the next one.
import { setTimeout as sleep } from 'node:timers/promises'
import { AppError } from '../core/errors.ts'
import type { Log } from '../core/log.ts'
import { traced } from '../core/trace.ts'
import type { UnitResult } from './batch.ts'
import { backoff, commitBatch, type Deps } from './commit-batch.ts'
import { checkUnit } from './check-unit.ts'
import { isCommitted } from './commit-outcome.ts'
import { sqlState } from './retry-policy.ts'
import { openSession, type Session } from './session.ts'
import type { Commit, Unit, Verdict } from './unit.ts'

type Waiting = {
  readonly unit: Unit
  readonly resolve: (verdict: Verdict) => void
  readonly reject: (error: unknown) => void
}

type Options = {
  readonly url: string
  readonly log: Pick<Log, 'warn'>
  readonly attempted?: Deps['attempted']
  /** The most units in one batch. */
  readonly batchMax?: number
  /**
   * The most units that wait, for instance while the database is unavailable; further ones are
   * refused at once.
   */
  readonly waitingMax?: number
  /** Called after each finished batch; `waiting` counts the units left for the next. */
  readonly observe?: (batch: {
    readonly units: number
    readonly seconds: number
    readonly waiting: number
  }) => void
}

export function committer(options: Options): {
  readonly commit: Commit
  /** Finishes what was accepted, accepts nothing more. */
  readonly close: () => Promise<void>
} {
  const { url, log, batchMax = 500, waitingMax = 20_000, observe, attempted } = options
  const { end, ...connection } = sessions(url, log)
  const deps: Deps = { ...connection, attempted }
  let waiting: Waiting[] = []
  let running: Promise<void> | undefined
  let closed = false

  async function run(): Promise<void> {
    // Units committed in the same turn of the event loop go into one batch.
    await Promise.resolve()
    let answer = (): void => undefined
    while (waiting.length > 0) {
      const batch = waiting.slice(0, batchMax)
      waiting = waiting.slice(batchMax)
      const units = batch.map(({ unit }) => unit)
      const begun = performance.now()
      // An exception here means that nothing was sent: every other failure is among `results`.
      const results = commitBatch(deps, units).catch((error: unknown) =>
        units.map((): UnitResult => ({ is: 'failed', error }))
      )
      // The next batch is sent before the last one's callers use the processor.
      setImmediate(answer)
      answer = tell(batch, await results)
      const seconds = (performance.now() - begun) / 1000
      observe?.({ units: units.length, seconds, waiting: waiting.length })
    }
    running = undefined
    answer()
  }

  const enqueue: Commit = unit =>
    new Promise((resolve, reject) => {
      checkUnit(unit)
      if (closed || waiting.length >= waitingMax)
        throw new AppError(
          'not_ready',
          'The ledger takes nothing on right now; nothing was booked.'
        )
      waiting.push({ unit, resolve, reject })
      // Untraced: a batch belongs to no single request.
      running ??= traced(undefined, run)
    })

  const commit = async (unit: Unit, tries = 1): Promise<Verdict> => {
    const verdict = await enqueue(unit)
    if (!isBusy(verdict) || tries >= COUNT_TRIES) return verdict
    await sleep(Math.min(COUNT_PAUSE_MAX_MS, 2 * tries))
    return commit(unit, tries + 1)
  }

  return {
    commit: unit => commit(unit),
    close: async () => {
      closed = true
      await running
      end()
    }
  }
}

/** Another gateway counts the payments in flight, which takes some milliseconds: asked again. */
const isBusy = (verdict: Verdict): boolean =>
  verdict.is === 'refused' && verdict.why.is === 'no_room' && verdict.why.of === 'busy'

const COUNT_TRIES = 40
const COUNT_PAUSE_MAX_MS = 20

const tell = (batch: readonly Waiting[], results: readonly UnitResult[]) => (): void => {
  batch.forEach(({ resolve, reject }, i) => {
    const verdict = results[i]
    if (verdict === undefined || verdict.is === 'failed') reject(verdict?.error)
    else resolve(verdict)
  })
}

/** How long units wait for an unavailable database before they are refused. */
const PATIENCE_MS = 5_000

/** One connection at a time, opened on demand and reopened when lost. */
function sessions(url: string, log: Pick<Log, 'warn'>) {
  let open: Session | undefined
  return {
    log,
    isCommitted: isCommitted.bind(null, url),
    session: async () => {
      const until = performance.now() + PATIENCE_MS
      for (let tries = 1; !open?.usable(); tries++) {
        if (performance.now() > until) return undefined
        open = await openSession(url).catch(async (error: unknown) => {
          log.warn({ sqlState: sqlState(error), tries }, 'the committer has no database')
          await sleep(backoff(tries))
          return undefined
        })
      }
      return open
    },
    end: () => open?.drop()
  }
}
