// Counters that only grow, as in lightningd: created, updated and deleted indexes, pay_index.
import type { NodeName } from './nodes.ts'
import type { Store } from './store.ts'

export type IndexName = 'created' | 'updated' | 'deleted'

/** The name of a node's counter, which is also the name of its event. */
export const counterOf = (
  node: NodeName,
  subsystem: 'invoices' | 'sendpays' | 'forwards',
  index: IndexName
): string => `${node}.${subsystem}.${index}`

/** Takes the next number, and wakes those waiting for it. */
export function next(store: Store, counter: string): number {
  const row = store.get(
    `insert into counter (name, value) values (?, 1)
     on conflict do update set value = value + 1 returning value`,
    counter
  )
  store.tell(counter)
  return Number(row?.['value'])
}

export const current = (store: Store, counter: string): number =>
  Number(store.get('select value from counter where name = ?', counter)?.['value'] ?? 0)
