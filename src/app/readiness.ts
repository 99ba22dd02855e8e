// What is missing before the gateway can do its work; asked
// by probes, so the node is asked once in a while only.
import type { EntityManager } from '@mikro-orm/postgresql'
import { databaseTrouble, troubleText, type DatabaseTrouble } from '../core/database-trouble.ts'
import type { Ready } from '../http/routes/health.ts'
import type { Lightning } from '../lightning/port.ts'
import { warningsOf, type Solvency } from '../observe/solvency.ts'

const FRESH_MS = 2_000
const PATIENCE_MS = 3_000

export function readiness(
  em: EntityManager,
  node: Lightning,
  started: () => boolean,
  standing: () => Promise<Solvency>,
  unwritten: () => DatabaseTrouble | undefined,
  lasting: readonly string[],
  sandbox: () => Promise<readonly string[]> = () => Promise.resolve([])
): Ready {
  let asked: { readonly at: number; readonly missing: Promise<readonly string[]> } | undefined
  return async () => {
    if (!started()) return { missing: ['the start is not over'], warnings: [] }
    if (asked === undefined || performance.now() - asked.at > FRESH_MS) {
      asked = { at: performance.now(), missing: ask(em, node) }
    }
    const missing = [...(await asked.missing)]
    const trouble = unwritten()
    if (missing.length === 0 && trouble) missing.push(`the database (${troubleText(trouble)})`)
    if (missing.length > 0) return { missing, warnings: [] }
    const [told, stand] = await Promise.all([sandbox(), standing()])
    return { missing, warnings: [...told, ...lasting, ...warningsOf(stand)] }
  }
}

async function ask(em: EntityManager, node: Lightning): Promise<readonly string[]> {
  const [database, lightning] = await Promise.all([
    outcome(em.fork().execute<Probe[]>(PROBE)),
    outcome(node.info())
  ])
  return [...ofDatabase(database), ...('error' in lightning ? ['the Lightning node'] : [])]
}

type Probe = { readonly read_only: string; readonly waiting: string }

/** A standby answers, but takes nothing; behind a standby that is gone, commits wait for ever. */
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

const outcome = <T>(asked: Promise<T>): Promise<Outcome<T>> =>
  Promise.race([
    asked.then(
      (value): Outcome<T> => ({ value }),
      (error: unknown): Outcome<T> => ({ error })
    ),
    new Promise<Outcome<T>>(resolve =>
      setTimeout(resolve, PATIENCE_MS, { error: undefined }).unref()
    )
  ])
