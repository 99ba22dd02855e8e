// Names the commits and calls of approvals, transfers, deposits and the sweep; payments and
// purchases name theirs where they make them.
import type { Step, StepName } from '../core/step.ts'
import type { Source } from '../deposit/source.ts'
import type { Commit, Unit } from '../ledger/unit.ts'
import type { Lightning } from '../lightning/port.ts'

type Deps = { readonly commit: Commit; readonly node: Lightning }
type Stepped = {
  readonly approvals: Pick<Deps, 'commit'>
  readonly transfers: Pick<Deps, 'commit'>
  readonly deposits: Deps
  readonly receipts: Deps
  /** Polled sources: named when opened, looked up and booked. */
  readonly sources: (all: readonly Source[]) => readonly Source[]
  readonly looks: Pick<Deps, 'commit'>
  readonly sweep: Deps
}

export const stepped = ({ commit, node }: Deps, step: Step): Stepped => {
  const named =
    (nameOf: (unit: Unit) => StepName): Commit =>
    unit =>
      step(nameOf(unit), () => commit(unit))
  return {
    approvals: { commit: named(ofApproval) },
    transfers: { commit: named(ofTransfer) },
    deposits: {
      // A commit with a key opens the deposit; the next one stores the node's invoice.
      commit: named(({ claims }) => (claims.length > 0 ? 'deposit.open' : 'deposit.pending')),
      node: { ...node, invoice: ask => step('deposit.invoice', () => node.invoice(ask)) }
    },
    receipts: {
      commit: named(unit => (guards(unit, 'deposit_cursor') ? 'deposit.credit' : 'deposit.expire')),
      node: {
        ...node,
        waitAnyInvoice: (...asked) => step('deposit.wait', () => node.waitAnyInvoice(...asked)),
        findInvoice: label => step('deposit.find', () => node.findInvoice(label))
      }
    },
    sources: all => all.map(source => steppedSource(source, step)),
    looks: { commit: named(() => 'deposit.book') },
    sweep: {
      commit: named(ofSweep),
      node: {
        ...node,
        endedParts: (...asked) => step('sweep.page', () => node.endedParts(...asked)),
        parts: (...asked) => step('sweep.look', () => node.parts(...asked))
      }
    }
  }
}

/** Our own node's calls are named separately. */
function steppedSource(source: Source, step: Step): Source {
  const { polled, open } = source
  if (polled === undefined) return source
  return {
    ...source,
    open: wanted => step('deposit.source', () => open(wanted)),
    polled: { ...polled, sight: asked => step('deposit.look', () => polled.sight(asked)) }
  }
}

const guards = (unit: Unit, name: string): boolean => unit.guards.some(row => row.table === name)

function ofApproval({ guards: [row] }: Unit): StepName {
  if (row?.from === null) return 'approval.ask'
  return row?.set['state'] === 'approved' ? 'approval.decide' : 'approval.end'
}

/** Derived from the unit: a batch only claims its key, and its parts claim none. */
function ofTransfer({ entries, guards: [row], claims }: Unit): StepName {
  if (row === undefined) return 'transfer.batch'
  if (row.from === 'claimable')
    return row.set['state'] === 'settled' ? 'transfer.claim' : 'transfer.return'
  if (claims.some(({ is }) => is === 'idempotency')) return 'transfer.move'
  return entries.length > 0 ? 'transfer.part' : 'transfer.refusal'
}

function ofSweep(unit: Unit): StepName {
  if (guards(unit, 'sweep_cursor')) return 'sweep.cursor'
  return guards(unit, 'payment') ? 'sweep.rebuild' : 'sweep.book'
}
