// Looks up payments to some deposits of a source, and books them. The ledger is read before the
// look, and nothing is written if it changed in between: the result is then outdated.
import type { EntityManager } from '@mikro-orm/postgresql'
import assert from 'node:assert/strict'
import type { Id } from '../core/ids.ts'
import type { Log } from '../core/log.ts'
import type { Step } from '../core/step.ts'
import type { Commit } from '../ledger/unit.ts'
import type { Lightning } from '../lightning/port.ts'
import { book, type Looked } from './book.ts'
import { decideAll, type Verdict } from './decide.ts'
import { readLooked } from './looked.ts'
import type { Polled, Sighting, Source } from './source.ts'

export type Deps = {
  readonly em: EntityManager
  readonly commit: Commit
  readonly step: Step
  readonly node: Pick<Lightning, 'ownInvoice'>
  readonly log: Pick<Log, 'warn' | 'error'>
}

export type Due = { readonly deposit: Id; readonly stirred: boolean }

/** @throws if the source, the node or the database is unavailable: nothing was booked then. */
export async function look(
  deps: Deps,
  source: Source & { readonly polled: Polled },
  due: readonly Due[]
): Promise<ReadonlyMap<Id, Seen>> {
  const deposits = due.map(({ deposit }) => deposit)
  const looked = await readLooked(deps.em, deposits)
  const stirred = new Set(due.filter(one => one.stirred).map(({ deposit }) => deposit))
  const found = await deps.step('deposit.look', () =>
    source.polled.sight(
      looked.map(({ deposit, invoice, known, timeOver }) => ({
        deposit,
        invoice,
        timeOver,
        stirred: stirred.has(deposit) || known.length > 0
      }))
    )
  )
  const seen = await Promise.all(
    looked.map(async at => {
      return [at.deposit, await enter(deps, source, at, found.get(at.invoice))] as const
    })
  )
  return new Map(seen)
}

/**
 * The result of a look: unknown, still open, payment in progress, over; or outdated by another
 * booking.
 */
export type Seen = 'unseen' | 'open' | 'moving' | 'quiet' | 'too late'

async function enter(
  deps: Deps,
  source: Source,
  at: Looked,
  sighting: Sighting | Error | undefined
): Promise<Seen> {
  if (sighting === undefined) return 'unseen'
  if (sighting instanceof Error) {
    deps.log.warn({ ...factsOf(at), error: sighting }, UNSEEN)
    return 'unseen'
  }
  const verdict = decideAll(at.state, at.known, sighting, source.minMsat)
  const unit = book(at, verdict, sighting.doubt, await ours(deps, verdict))
  const how = howOf(verdict, sighting)
  if (unit === undefined) return how
  const answer = await deps.step('deposit.book', () => deps.commit(unit))
  if (answer.is !== 'committed') {
    const { why } = answer
    // Another process was faster. The next look starts from what it booked.
    assert(why.is === 'state_differs' || why.is === 'constraint', `a look was refused: ${why.is}`)
    return 'too late'
  }
  tell(deps, at, verdict, sighting.doubt)
  return how
}

function tell(deps: Deps, at: Looked, { moves }: Verdict, doubt: string | undefined): void {
  const facts = factsOf(at)
  for (const { evidence, step } of moves) {
    const { method, payment } = evidence
    if (step.is === 'lose') {
      const what = 'a payment that was credited is gone: the house bears it'
      deps.log.error({ ...facts, method, payment }, what)
    }
  }
  if (doubt !== undefined && doubt !== at.doubt) deps.log.warn({ ...facts, doubt }, DOUBT)
}

const DOUBT = 'a deposit needs an operator’s look'
const UNSEEN = 'what its source says of a deposit cannot be read: it waits'

const factsOf = ({ deposit, source, invoice }: Looked) => ({ deposit, source, invoice })

/**
 * Of the payments being credited, those that our own node received, since a source may use our
 * node. That is one payment, and the money is at the node (safe-payer.md 3.5, 5).
 */
async function ours({ node }: Deps, { moves }: Verdict): Promise<ReadonlySet<string>> {
  const hashes = moves.flatMap(({ step, evidence }) =>
    step.is === 'credit' && evidence.paymentHash !== undefined ? [evidence.paymentHash] : []
  )
  const states = await Promise.all(
    hashes.map(async hash => [hash, await node.ownInvoice(hash)] as const)
  )
  return new Set(states.flatMap(([hash, state]) => (state === 'paid' ? [hash] : [])))
}

function howOf({ state }: Verdict, { payments }: Sighting): Seen {
  if (payments.some(one => one.state === 'pending')) return 'moving'
  return state === 'pending' ? 'open' : 'quiet'
}
