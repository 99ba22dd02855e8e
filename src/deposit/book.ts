// Turns the result of a look at a deposit into one unit: every payment that changed, the deposit,
// and the version, which no other look has booked from. Pure but for new ids.
import { defined } from '../core/defined.ts'
import { HOUSE, newId, type Id } from '../core/ids.ts'
import type { Entry, Guard, AccountEvent, Unit } from '../ledger/unit.ts'
import { nameOf, type Judged, type Known, type Noted, type State, type Verdict } from './decide.ts'
import type { Method } from './source.ts'

export type Booked = Known & { readonly id: Id; readonly asset: Id | null }

export type Looked = {
  readonly deposit: Id
  readonly account: Id
  readonly state: Exclude<State, 'creating'>
  readonly receivedMsat: bigint | null
  readonly source: Method
  readonly invoice: string
  readonly version: string
  readonly doubt: string | null
  readonly timeOver: boolean
  readonly known: readonly Booked[]
}

/**
 * undefined if nothing changes.
 * @param atOurNode payment hashes that our own node received: the money is there
 */
export function book(
  at: Looked,
  verdict: Verdict,
  doubt: string | undefined,
  atOurNode: ReadonlySet<string>
): Unit | undefined {
  const { moves, state, receivedMsat } = verdict
  const same = state === at.state && receivedMsat === at.receivedMsat
  if (moves.length === 0 && same && (doubt ?? null) === at.doubt) return undefined
  const ids = new Map(at.known.map(one => [nameOf(one), one]))
  const booked = moves.map(move => bookOne(at, move, ids.get(nameOf(move.evidence)), atOurNode))
  const version: Guard = {
    table: 'deposit_look',
    id: at.deposit,
    from: at.version,
    set: { version: BigInt(at.version) + 1n, doubt: doubt ?? null }
  }
  const credited = moves.some(({ step }) => step.is === 'credit')
  const set = defined({
    state,
    received_msat: credited ? receivedMsat : undefined,
    settled_at: credited && at.state !== 'settled' ? 'now' : undefined
  })
  const deposit: Guard = { table: 'deposit', id: at.deposit, from: at.state, set }
  const news: AccountEvent = { account: at.account, type: 'deposit.settled', subject: at.deposit }
  return {
    entries: booked.flatMap(one => one.entries),
    guards: [...(same ? [] : [deposit]), version, ...booked.map(one => one.guard)],
    claims: [],
    outbox: credited ? [news] : []
  }
}

type Piece = { readonly entries: readonly Entry[]; readonly guard: Guard }

function bookOne(
  at: Looked,
  { evidence, known, step }: Judged,
  before: Booked | undefined,
  atOurNode: ReadonlySet<string>
): Piece {
  const id = before?.id ?? newId()
  const own = evidence.paymentHash !== undefined && atOurNode.has(evidence.paymentHash)
  const asset = before?.asset ?? HOUSE[own ? 'lightning' : at.source]
  // An amount once credited stays as it is, whatever the source reports later.
  const fixed = known === 'credited' || known === 'lost'
  const { amountMsat } = before && fixed ? before : evidence
  const guard = (to: Noted, more: Guard['set'] = {}): Guard => ({
    table: 'deposit_payment',
    id,
    from: known ?? null,
    set: {
      ...(before ? seenOf(evidence) : noteOf(at, evidence)),
      state: to,
      amount_msat: amountMsat,
      ...more
    }
  })
  switch (step.is) {
    case 'credit': {
      const to = { credit: at.account, kind: 'deposit', subject: at.deposit } as const
      const entry: Entry = { id, debit: asset, amountMsat, ...to }
      return { entries: [entry], guard: guard('credited', { asset, credited_at: 'now' }) }
    }
    case 'lose': {
      const entry: Entry = { ...loss(id, amountMsat), debit: HOUSE.losses, credit: asset }
      return { entries: [entry], guard: guard('lost') }
    }
    case 'regain': {
      const entry: Entry = { ...loss(id, amountMsat), debit: asset, credit: HOUSE.losses }
      return { entries: [entry], guard: guard('credited') }
    }
    case 'note':
      return { entries: [], guard: guard(step.to) }
    case 'stay':
      return { entries: [], guard: guard(known ?? 'pending') }
    default:
      return step satisfies never
  }
}

const loss = (subject: Id, amountMsat: Entry['amountMsat']) =>
  ({ id: newId(), amountMsat, kind: 'loss', subject }) as const

const noteOf = (at: Looked, evidence: Judged['evidence']): Guard['set'] => ({
  source: at.source,
  invoice: at.invoice,
  method: evidence.method,
  payment: evidence.payment,
  deposit: at.deposit,
  ...seenOf(evidence)
})

/** What the source reports now; missing fields keep their stored values. */
const seenOf = ({ currency, value, rate, confirmations }: Judged['evidence']): Guard['set'] =>
  defined({ currency, value, rate, confirmations })
