// Whether an error says that the database is not there:
// it passes, and nobody's request is at fault.

const SYSTEM = ['ECONNREFUSED', 'ECONNRESET', 'EPIPE', 'ETIMEDOUT', 'EHOSTUNREACH']
/** PostgreSQL's classes: connection exceptions, shutting down or starting up, too many clients. */
const STATES = /^(08|57P0[1-3]|53300)/
/** The driver's own words, which carry no code. */
const WORDS = /Connection terminated|timeout exceeded when trying to connect|Client has encountered/

export function isAway(error: unknown): boolean {
  if (!(error instanceof Error)) return false
  const { code } = error as { readonly code?: unknown }
  if (typeof code === 'string' && (SYSTEM.includes(code) || STATES.test(code))) return true
  return WORDS.test(error.message) || isAway(error.cause)
}
