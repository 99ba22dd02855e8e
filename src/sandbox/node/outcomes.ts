// Outcomes of the node's next outgoing payments: a queue that tests fill, kept across restarts.
import type { End } from './parts.ts'
import type { Store } from './store.ts'

export type PaymentOutcome =
  | { readonly is: 'settle' }
  | { readonly is: 'fail'; readonly code: number }
  /** The call hangs and the part is pending, until it ends after `ms`. */
  | { readonly is: 'stall'; readonly ms: number; readonly then: End }
  /** The call answers an error at once, the part is pending for `ms` more. */
  | { readonly is: 'drop'; readonly ms: number; readonly then: End }
  /** No answer, and a row that is pending for ever without any HTLC. */
  | { readonly is: 'phantom' }
  /** The search for its way stands still for `ms`, with a thread of the router; then it is paid. */
  | { readonly is: 'slow_router'; readonly ms: number }
  /**
   * Its first part fails, and the payee names a block height that is reached after `ms`: xpay waits
   * for it without a part out, then searches again and pays, unless `retry_for` is over before.
   */
  | { readonly is: 'wait_height'; readonly ms: number }
  /** The call answers an error while a reservation stands still: its part is sent after `ms`. */
  | { readonly is: 'late_part'; readonly ms: number; readonly then: End }

export const forgetOutcomes = (store: Store): void => store.run('delete from outcome')

/** Those that an operator of the sandbox may have forgotten: who settles harms nobody. */
export const countFaults = (store: Store): number =>
  Number(store.get(`select count(*) as n from outcome where body <> '{"is":"settle"}'`)?.['n'] ?? 0)

/** These are the next ones; what was queued before is forgotten. */
export function queueOutcomes(store: Store, outcomes: readonly PaymentOutcome[]): void {
  store.transaction(() => {
    forgetOutcomes(store)
    for (const outcome of outcomes)
      store.run('insert into outcome (body) values (?)', JSON.stringify(outcome))
  })
}

export function takeOutcome(store: Store): PaymentOutcome {
  const row = store.get('select id, body from outcome order by id limit 1')
  if (!row) return { is: 'settle' }
  store.run('delete from outcome where id = ?', row['id'] as bigint)
  return JSON.parse(String(row['body'])) as PaymentOutcome
}
