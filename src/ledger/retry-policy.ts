// Decides what to do with a batch that the database rejected; certain is only that nothing of it
// was written.

/**
 * - again: nobody's fault, it will pass (bounded for an overloaded database, not for an absent one)
 * - split: one of the units is at fault; found by bisection
 * - give_up: tried often enough
 */
export type Retry = 'again' | 'split' | 'give_up'

const TRIES = 12

/** `code` is the SQLSTATE; undefined if the connection itself failed. */
export function retryPolicy(code: string | undefined, tries: number): Retry {
  if (code === undefined || AWAY.some(prefix => code.startsWith(prefix))) return 'again'
  if (BUSY.some(prefix => code.startsWith(prefix))) return tries < TRIES ? 'again' : 'give_up'
  return 'split'
}

/** Connection exceptions, shutdowns, idle-transaction timeouts, a primary that became a standby. */
const AWAY = ['08', '57P', '25P03', '25006']

/**
 * Serialization failures and deadlocks, insufficient resources, lock timeouts, cancelled
 * statements.
 */
const BUSY = ['40', '53', '55P03', '57014']

/** SQLSTATE class 23 with the constraint's name: becomes a refusal of that unit. */
export function violatedConstraint(error: unknown): string | undefined {
  const { code, constraint } = error as { readonly code?: string; readonly constraint?: string }
  return code?.startsWith('23') ? constraint : undefined
}

export const sqlState = (error: unknown): string | undefined => {
  const code = (error as { readonly code?: unknown } | undefined)?.code
  return typeof code === 'string' && /^[0-9A-Z]{5}$/.test(code) ? code : undefined
}
