// One attempt at one batch: two round trips, and a result that is never guessed.
import type { Id } from '../core/ids.ts'
import { advance, apply, blankState, type LedgerState } from './apply.ts'
import { reads } from './reads.ts'
import type { Session } from './session.ts'
import { statement } from '../db/statement.ts'
import type { AccountEvent, Unit, Verdict } from './unit.ts'
import { writes } from './writes.ts'
import type { Owners } from './query.ts'

/** A unit's result: a verdict, or an error if its caller broke a precondition. */
export type UnitResult = Verdict | { readonly is: 'failed'; readonly error: unknown }

export type Attempt =
  | { readonly is: 'done'; readonly results: readonly UnitResult[] }
  /** Nothing was written. */
  | { readonly is: 'undone'; readonly error: unknown }
  /** COMMIT was sent, but has no reliable answer. */
  | { readonly is: 'unknown'; readonly results: readonly UnitResult[] }

const BEGIN = statement('begin')
const COMMIT = statement('commit')

export async function attempt(session: Session, id: Id, units: readonly Unit[]): Promise<Attempt> {
  const state = blankState()
  const owners: Owners = new Map()
  const plan = reads(units)
  const answers = await session.group([BEGIN, ...plan.map(read => read.statement)])
  for (const [i, answer] of answers.entries()) {
    if (answer.status === 'rejected') return { is: 'undone', error: answer.reason }
    plan[i - 1]?.take(state, answer.value.rows, owners)
  }
  const { results, events } = applyAll(state, units)
  const some = results.some(({ is }) => is === 'committed')
  const heard = events.filter(({ account }) => owners.get(account) !== null)
  const statements = some ? writes(id, state, heard, owners) : []
  const ends = await session.group([...statements, COMMIT])
  const commit = ends.at(-1)
  // In an aborted transaction, COMMIT is answered with ROLLBACK, without an error.
  if (commit?.status === 'fulfilled' && commit.value.command === 'ROLLBACK')
    return { is: 'undone', error: ends.find(end => end.status === 'rejected')?.reason }
  const certain =
    commit?.status === 'fulfilled' && commit.value.command === 'COMMIT' && !session.noticed()
  return certain || !some ? { is: 'done', results } : { is: 'unknown', results }
}

function applyAll(state: LedgerState, units: readonly Unit[]) {
  const events: AccountEvent[] = []
  const results = units.map((unit): UnitResult => {
    try {
      const result = apply(state, unit)
      if (result.is !== 'ok') return { is: 'refused', why: result }
      advance(state, result.changes)
      events.push(...(unit.outbox ?? []))
      return { is: 'committed' }
    } catch (error) {
      return { is: 'failed', error }
    }
  })
  return { results, events }
}
