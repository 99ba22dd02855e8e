// Carries a batch through to its certain end, however
// often it takes and whatever breaks on the way.
import { setTimeout as sleep } from 'node:timers/promises'
import {
  DATABASE_TROUBLES,
  databaseTrouble,
  type DatabaseTrouble
} from '../core/database-trouble.ts'
import { AppError } from '../core/errors.ts'
import { newId, type Id } from '../core/ids.ts'
import type { Log } from '../core/log.ts'
import { attempt, type Told } from './batch.ts'
import { retryPolicy, sqlState, violatedConstraint } from './retry-policy.ts'
import type { Session } from './session.ts'
import type { Unit } from './unit.ts'

export type Deps = {
  /** The open connection, or a new one; undefined where there has been no database for a while. */
  readonly session: () => Promise<Session | undefined>
  /** Rejects when that could not be found out this time. */
  readonly isCommitted: (batch: Id) => Promise<boolean>
  readonly log: Pick<Log, 'warn'>
  /** Told after each attempt what kept it from being written, if anything did. */
  readonly attempted?: ((trouble: DatabaseTrouble | undefined) => void) | undefined
}

/** Nothing of it is out: what was sent before has been looked up, and was not written. */
const AWAY: Told = {
  is: 'failed',
  error: new AppError('not_ready', 'The database does not answer; nothing was booked.')
}

/** A unit alone that still meets a constraint after it could have seen what it collides with. */
const LOOKS = 3

export async function commitBatch(deps: Deps, units: readonly Unit[]): Promise<readonly Told[]> {
  for (let tries = 1; ; tries++) {
    const id = newId()
    const session = await deps.session()
    if (session === undefined) return units.map(() => AWAY)
    const end = await attempt(session, id, units)
    if (end.is === 'done') {
      deps.attempted?.(undefined)
      return end.told
    }
    session.drop()
    if (end.is === 'unknown') {
      if (await certainly(deps, id)) return end.told
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

/** A full disk and a crowd are told apart: an operator mends them in different places. */
function givenUp(error: unknown): AppError {
  const trouble = databaseTrouble(error)
  const words = trouble && DATABASE_TROUBLES[trouble].words
  const detail = `${words ?? 'The database is too busy'}; nothing was booked.`
  return new AppError('not_ready', detail, [], error)
}

async function halves(deps: Deps, units: readonly Unit[]): Promise<readonly Told[]> {
  const middle = Math.ceil(units.length / 2)
  const first = await commitBatch(deps, units.slice(0, middle))
  return [...first, ...(await commitBatch(deps, units.slice(middle)))]
}

/**
 * Asks for ever: until there is an answer nobody may
 * be told anything, and nothing may be written again.
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

/** 5 ms, doubling to 2 s; the half of it that is random keeps two processes from meeting again. */
export const backoff = (tries: number): number =>
  Math.min(2000, 5 * 2 ** Math.min(tries - 1, 9)) * (0.5 + Math.random() / 2)
