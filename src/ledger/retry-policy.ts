// What to do about a batch that the database did not
// take; certain is only that nothing of it was written.

/**
 * - again: nobody's fault, it will pass (bounded for what
 *   the database is loaded with, not for its absence)
 * - split: one of the units is at fault; find it by halves
 * - give_up: tried often enough
 */
export type Retry = 'again' | 'split' | 'give_up'

const TRIES = 12

/** `code` is the SQLSTATE, undefined when the connection itself failed. */
export function retryPolicy(code: string | undefined, tries: number): Retry {
  if (code === undefined || AWAY.some(prefix => code.startsWith(prefix))) return 'again'
  if (BUSY.some(prefix => code.startsWith(prefix))) return tries < TRIES ? 'again' : 'give_up'
  return 'split'
}

/**
 * Connection exceptions, shut-downs, a transaction ended
 * for being idle, a primary that became a standby.
 */
const AWAY = ['08', '57P', '25P03', '25006']

/**
 * Serialization failures and deadlocks, no resources, a lock not to be had, a statement cancelled.
 */
const BUSY = ['40', '53', '55P03', '57014']

/** SQLSTATE class 23 with the constraint's name: what becomes a refusal of the one unit. */
export function violatedConstraint(error: unknown): string | undefined {
  const { code, constraint } = error as { readonly code?: string; readonly constraint?: string }
  return code?.startsWith('23') ? constraint : undefined
}

export const sqlState = (error: unknown): string | undefined => {
  const code = (error as { readonly code?: unknown } | undefined)?.code
  return typeof code === 'string' && /^[0-9A-Z]{5}$/.test(code) ? code : undefined
}
