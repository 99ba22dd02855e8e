// One attempt at one batch: two round trips, and a result that is never guessed.
import type { Id } from '../core/ids.ts'
import { advance, apply, blankState, type LedgerState } from './apply.ts'
import { reads, type Unheard } from './reads.ts'
import type { Session } from './session.ts'
import { statement } from '../db/statement.ts'
import type { AccountEvent, Unit, Verdict } from './unit.ts'
import { writes } from './writes.ts'

/** A unit's result: a verdict, or an error if its caller broke a precondition. */
export type Told = Verdict | { readonly is: 'failed'; readonly error: unknown }

export type Attempt =
  | { readonly is: 'done'; readonly told: readonly Told[] }
  /** Nothing was written. */
  | { readonly is: 'undone'; readonly error: unknown }
  /** COMMIT was sent, but has no reliable answer. */
  | { readonly is: 'unknown'; readonly told: readonly Told[] }

const BEGIN = statement('begin')
const COMMIT = statement('commit')

export async function attempt(session: Session, id: Id, units: readonly Unit[]): Promise<Attempt> {
  const state = blankState()
  const unheard: Unheard = new Set()
  const plan = reads(units)
  const answers = await session.group([BEGIN, ...plan.map(read => read.statement)])
  for (const [i, answer] of answers.entries()) {
    if (answer.status === 'rejected') return { is: 'undone', error: answer.reason }
    plan[i - 1]?.take(state, answer.value.rows, unheard)
  }
  const { told, events } = applyAll(state, units)
  const some = told.some(({ is }) => is === 'committed')
  const heard = events.filter(({ account }) => !unheard.has(account))
  const statements = some ? writes(id, state, heard) : []
  const ends = await session.group([...statements, COMMIT])
  const commit = ends.at(-1)
  // In an aborted transaction, COMMIT is answered with ROLLBACK, without an error.
  if (commit?.status === 'fulfilled' && commit.value.command === 'ROLLBACK')
    return { is: 'undone', error: ends.find(end => end.status === 'rejected')?.reason }
  const certain =
    commit?.status === 'fulfilled' && commit.value.command === 'COMMIT' && !session.noticed()
  return certain || !some ? { is: 'done', told } : { is: 'unknown', told }
}

function applyAll(state: LedgerState, units: readonly Unit[]) {
  const events: AccountEvent[] = []
  const told = units.map((unit): Told => {
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
  return { told, events }
}
