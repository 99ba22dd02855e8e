// Commits a batch, retrying until its outcome is certain, whatever fails on the way.
import { setTimeout as sleep } from 'node:timers/promises'
import {
  DATABASE_TROUBLES,
  databaseTrouble,
  type DatabaseTrouble
} from '../core/database-trouble.ts'
import { AppError } from '../core/errors.ts'
import { newId, type Id } from '../core/ids.ts'
import type { Log } from '../core/log.ts'
import { attempt, type UnitResult } from './batch.ts'
import { retryPolicy, sqlState, violatedConstraint } from './retry-policy.ts'
import type { Session } from './session.ts'
import type { Unit } from './unit.ts'

export type Deps = {
  /**
   * The open connection, or a new one; undefined if the database has been unavailable for a while.
   */
  readonly session: () => Promise<Session | undefined>
  /** Rejects if it could not be found out this time. */
  readonly isCommitted: (batch: Id) => Promise<boolean>
  readonly log: Pick<Log, 'warn'>
  /** Called after each attempt with the reason why nothing was written, if so. */
  readonly attempted?: ((trouble: DatabaseTrouble | undefined) => void) | undefined
}

/** Nothing is in doubt: an earlier attempt was looked up and had not been written. */
const AWAY: UnitResult = {
  is: 'failed',
  error: new AppError('not_ready', 'The database does not answer; nothing was booked.')
}

/**
 * Attempts for a single unit that keeps violating a constraint although it can see the conflicting
 * row.
 */
const LOOKS = 3

export async function commitBatch(
  deps: Deps,
  units: readonly Unit[]
): Promise<readonly UnitResult[]> {
  for (let tries = 1; ; tries++) {
    const id = newId()
    const session = await deps.session()
    if (session === undefined) return units.map(() => AWAY)
    const end = await attempt(session, id, units)
    if (end.is === 'done') {
      deps.attempted?.(undefined)
      return end.results
    }
    session.drop()
    if (end.is === 'unknown') {
      if (await certainly(deps, id)) return end.results
      continue
    }
    const code = sqlState(end.error)
    deps.attempted?.(databaseTrouble(end.error))
    deps.log.warn({ sqlState: code, units: units.length, tries }, 'a batch was not written')
    switch (retryPolicy(code, tries)) {
      case 'again':
        await sleep(backoff(tries))
        break
      case 'give_up':
        return units.map(() => ({ is: 'failed', error: givenUp(end.error) }))
      case 'split': {
        if (units.length > 1) return halves(deps, units)
        const constraint = violatedConstraint(end.error)
        if (constraint === undefined) return [{ is: 'failed', error: end.error }]
        if (tries >= LOOKS) return [{ is: 'refused', why: { is: 'constraint', constraint } }]
        break
      }
    }
  }
}

/**
 * Distinguishes a full disk from too many connections: an operator fixes them in different places.
 */
function givenUp(error: unknown): AppError {
  const trouble = databaseTrouble(error)
  const words = trouble && DATABASE_TROUBLES[trouble].words
  const detail = `${words ?? 'The database is too busy'}; nothing was booked.`
  return new AppError('not_ready', detail, [], error)
}

async function halves(deps: Deps, units: readonly Unit[]): Promise<readonly UnitResult[]> {
  const middle = Math.ceil(units.length / 2)
  const first = await commitBatch(deps, units.slice(0, middle))
  return [...first, ...(await commitBatch(deps, units.slice(middle)))]
}

/**
 * Asks for ever: until there is an answer no caller may be told anything, and nothing may be
 * written again.
 */
async function certainly(deps: Deps, batch: Id): Promise<boolean> {
  for (let tries = 1; ; tries++) {
    try {
      const found = await deps.isCommitted(batch)
      deps.log.warn({ batch, committed: found }, 'a COMMIT without an answer was looked up')
      return found
    } catch (error) {
      deps.log.warn({ batch, sqlState: sqlState(error), tries }, 'a COMMIT has no answer yet')
      await sleep(backoff(tries))
    }
  }
}

/** 5 ms, doubling to 2 s, half of it random, so that two processes do not collide again. */
export const backoff = (tries: number): number =>
  Math.min(2000, 5 * 2 ** Math.min(tries - 1, 9)) * (0.5 + Math.random() / 2)
