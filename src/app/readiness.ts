// Reports why the gateway is not ready. Probes ask often, so the node is asked only once in a
// while.
import type { EntityManager } from '@mikro-orm/postgresql'
import type { Clock } from '../core/clock.ts'
import { databaseTrouble, troubleText, type DatabaseTrouble } from '../core/database-trouble.ts'
import { freshFor } from '../core/fresh.ts'
import { answerWithin } from '../core/with-deadline.ts'
import { query } from '../db/query.ts'
import type { Ready } from '../http/routes/health.ts'
import type { Lightning } from '../lightning/port.ts'
import { warningsOf } from '../observe/alarms.ts'
import type { Solvency } from '../observe/solvency.ts'

const FRESH_MS = 2_000
const PATIENCE_MS = 3_000

export type Deps = {
  readonly em: EntityManager
  readonly node: Lightning
  readonly clock: Pick<Clock, 'now' | 'sleep'>
  readonly started: () => boolean
  readonly solvency: () => Promise<Solvency>
  /** Why the last batch could not be written, if it could not. */
  readonly unwritten: () => DatabaseTrouble | undefined
  /** Warnings from the start that will persist. */
  readonly lasting: readonly string[]
  /** What else an operator should know now. */
  readonly notes: () => Promise<readonly string[]>
}

export function readiness(deps: Deps): Ready {
  const missingNow = freshFor(FRESH_MS, deps.clock.now, () => ask(deps))
  return async () => {
    if (!deps.started()) return { missing: ['the start is not over'], warnings: [] }
    const missing = [...(await missingNow())]
    const trouble = deps.unwritten()
    if (missing.length === 0 && trouble) missing.push(`the database (${troubleText(trouble)})`)
    if (missing.length > 0) return { missing, warnings: [] }
    const [notes, stand] = await Promise.all([deps.notes(), deps.solvency()])
    return { missing, warnings: [...notes, ...deps.lasting, ...warningsOf(stand)] }
  }
}

async function ask({ em, node, clock }: Deps): Promise<readonly string[]> {
  const within = <T>(asked: Promise<T>): Promise<Outcome<T>> => outcome(clock, asked)
  const [database, lightning] = await Promise.all([
    within(query<Probe>(em, PROBE)),
    within(node.info())
  ])
  return [...ofDatabase(database), ...('error' in lightning ? ['the Lightning node'] : [])]
}

type Probe = { readonly read_only: string; readonly waiting: string }

/**
 * A standby answers queries but accepts no writes; if a synchronous standby is gone, commits wait
 * for ever.
 */
const PROBE = `
  select current_setting('transaction_read_only') as read_only,
    (select count(*) from pg_stat_activity where wait_event = 'SyncRep') as waiting`

function ofDatabase(probe: Outcome<readonly Probe[]>): readonly string[] {
  if ('error' in probe) {
    const trouble = databaseTrouble(probe.error)
    return [trouble === undefined ? 'the database' : `the database (${troubleText(trouble)})`]
  }
  const [seen] = probe.value
  if (seen?.read_only === 'on') return [`the database (${troubleText('read_only')})`]
  return Number(seen?.waiting ?? 0) > 0
    ? ['the database (commits wait for a synchronous standby that does not answer)']
    : []
}

type Outcome<T> = { readonly value: T } | { readonly error: unknown }

const outcome = async <T>(clock: Pick<Clock, 'sleep'>, asked: Promise<T>): Promise<Outcome<T>> => {
  const answer = asked.then(
    (value): Outcome<T> => ({ value }),
    (error: unknown): Outcome<T> => ({ error })
  )
  return (await answerWithin(clock, PATIENCE_MS, answer)) ?? { error: undefined }
}
