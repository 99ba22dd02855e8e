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
import { remedy, sqlState, violated } from './retry-policy.ts'
import type { Session } from './session.ts'
import type { Unit } from './unit.ts'

export type Means = {
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

export async function carry(means: Means, units: readonly Unit[]): Promise<readonly Told[]> {
  for (let tries = 1; ; tries++) {
    const id = newId()
    const session = await means.session()
    if (session === undefined) return units.map(() => AWAY)
    const end = await attempt(session, id, units)
    if (end.is === 'done') {
      means.attempted?.(undefined)
      return end.told
    }
    session.drop()
    if (end.is === 'unknown') {
      if (await certainly(means, id)) return end.told
      continue
    }
    const code = sqlState(end.error)
    means.attempted?.(databaseTrouble(end.error))
    means.log.warn({ sqlState: code, units: units.length, tries }, 'a batch was not written')
    switch (remedy(code, tries)) {
      case 'again':
        await sleep(backoff(tries))
        break
      case 'give_up':
        return units.map(() => ({ is: 'failed', error: givenUp(end.error) }))
      case 'split': {
        if (units.length > 1) return halves(means, units)
        const constraint = violated(end.error)
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

async function halves(means: Means, units: readonly Unit[]): Promise<readonly Told[]> {
  const middle = Math.ceil(units.length / 2)
  const first = await carry(means, units.slice(0, middle))
  return [...first, ...(await carry(means, units.slice(middle)))]
}

/**
 * Asks for ever: until there is an answer nobody may
 * be told anything, and nothing may be written again.
 */
async function certainly(means: Means, batch: Id): Promise<boolean> {
  for (let tries = 1; ; tries++) {
    try {
      const found = await means.isCommitted(batch)
      means.log.warn({ batch, committed: found }, 'a COMMIT without an answer was looked up')
      return found
    } catch (error) {
      means.log.warn({ batch, sqlState: sqlState(error), tries }, 'a COMMIT has no answer yet')
      await sleep(backoff(tries))
    }
  }
}

/** 5 ms, doubling to 2 s; the half of it that is random keeps two processes from meeting again. */
export const backoff = (tries: number): number =>
  Math.min(2000, 5 * 2 ** Math.min(tries - 1, 9)) * (0.5 + Math.random() / 2)
