// A commit that says which deposits were settled, once it is certain.
import type { Id } from '../../../src/core/ids.ts'
import type { Commit } from '../../../src/ledger/unit.ts'

export const sayingSettled =
  (commit: Commit, onSettled: (deposit: Id) => void): Commit =>
  async unit => {
    const verdict = await commit(unit)
    if (verdict.is === 'committed') {
      for (const { type, subject } of unit.outbox ?? []) {
        if (type === 'deposit.settled') onSettled(subject)
      }
    }
    return verdict
  }
