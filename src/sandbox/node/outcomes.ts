// Outcomes of the node's next outgoing payments: a queue that tests fill, kept across restarts.
import type { End } from './parts.ts'
import type { Store } from './store.ts'

export type PaymentOutcome =
  | { readonly is: 'settle' }
  | { readonly is: 'fail'; readonly code: number }
  /** The call hangs with a pending part, which ends after `ms`. */
  | { readonly is: 'stall'; readonly ms: number; readonly then: End }
  /** The call returns an error at once; the part is pending for another `ms`. */
  | { readonly is: 'drop'; readonly ms: number; readonly then: End }
  /** No response, and a row that stays pending for ever without any HTLC. */
  | { readonly is: 'phantom' }
  /** The route search hangs for `ms`, occupying a thread of the router; then it is paid. */
  | { readonly is: 'slow_router'; readonly ms: number }
  /**
   * The first part fails because the payee names a block height that is reached after `ms`: xpay
   * waits for it without a part in flight, then searches again and pays, unless `retry_for` has
   * passed.
   */
  | { readonly is: 'wait_height'; readonly ms: number }
  /** The call returns an error while a reservation hangs: its part is sent after `ms`. */
  | { readonly is: 'late_part'; readonly ms: number; readonly then: End }

export const forgetOutcomes = (store: Store): void => store.run('delete from outcome')

/** Counts outcomes other than `settle`, which an operator of the sandbox may have forgotten. */
export const countFaults = (store: Store): number =>
  Number(store.get(`select count(*) as n from outcome where body <> '{"is":"settle"}'`)?.['n'] ?? 0)

/** Replaces the queue. */
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
