// Gives the commits and calls of transfers and deposits their
// names; those of payments and purchases are named where they are made.
import type { Step } from './core/step.ts'
import type { Commit } from './ledger/unit.ts'
import type { Lightning } from './lightning/port.ts'

type Means = { readonly commit: Commit; readonly node: Lightning }
type Stepped = {
  readonly transfers: Pick<Means, 'commit'>
  readonly deposits: Means
  readonly receipts: Means
}

export const stepped = ({ commit, node }: Means, step: Step): Stepped => ({
  transfers: { commit: unit => step('transfer.move', () => commit(unit)) },
  deposits: {
    // A deposit is opened with its key; what follows is what the node made of it.
    commit: unit =>
      step(unit.claims.length > 0 ? 'deposit.open' : 'deposit.pending', () => commit(unit)),
    node: { ...node, invoice: ask => step('deposit.invoice', () => node.invoice(ask)) }
  },
  receipts: {
    commit: unit => step('deposit.credit', () => commit(unit)),
    node: {
      ...node,
      waitAnyInvoice: (...asked) => step('deposit.wait', () => node.waitAnyInvoice(...asked))
    }
  }
})
