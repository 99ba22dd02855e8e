// Classifies database errors that keep it from answering: each class has its message, its remedy
// and its alarm. They pass, or an operator fixes them; no request is at fault.
import { AppError } from './errors.ts'

type Row = { readonly words: string; readonly remedy: string; readonly is: RegExp }

/** By SQLSTATE, by the system's error code, or by the driver's message if it has no code. */
export const DATABASE_TROUBLES = {
  disk_full: {
    words: 'The disk of the database is full',
    remedy: 'make room on it; nothing is lost, and it goes on by itself',
    is: /^(53100|ENOSPC)$/
  },
  connections: {
    words: 'The database takes no more connections',
    remedy: 'raise its max_connections, or end what holds them',
    is: /^(53300|53400)$/
  },
  memory: {
    words: 'The database has no memory left',
    remedy: 'look at what else runs on its machine',
    is: /^(53000|53200)$/
  },
  starting: {
    words: 'The database is starting, stopping or recovering',
    remedy: 'wait; if it stays so, read its own log',
    is: /^57P0[1235]$/
  },
  read_only: {
    words: 'The database is read-only',
    remedy: 'it is a standby, or was set so: DATABASE_URL must lead to the primary',
    is: /^25006$/
  },
  password: {
    words: 'The database refuses the user or the password',
    remedy: 'see DATABASE_URL, and pg_hba.conf of the database',
    is: /^28(000|P01)$/
  },
  missing: {
    words: 'There is no such database, or this user may not use it',
    remedy: 'see DATABASE_URL',
    is: /^(3D000|42501)$/
  },
  damaged: {
    words: 'The database cannot read or write its files',
    remedy: 'stop, keep it as it is, and look at its disk and its log',
    is: /^(58030|58P01|XX001|XX002)$/
  },
  unreachable: {
    words: 'The database does not answer',
    remedy: 'see whether it runs, and DATABASE_URL',
    is: /^(08...|E(CONNREFUSED|CONNRESET|PIPE|TIMEDOUT|HOSTUNREACH|NETUNREACH|NOTFOUND|AI_AGAIN))$/
  }
} as const satisfies Record<string, Row>

export type DatabaseTrouble = keyof typeof DATABASE_TROUBLES

const ROWS = Object.entries(DATABASE_TROUBLES) as [DatabaseTrouble, Row][]
const WORDS = /Connection terminated|timeout exceeded when trying to connect|Client has encountered/

/** undefined if the error is about something else. */
export function databaseTrouble(error: unknown): DatabaseTrouble | undefined {
  if (!(error instanceof Error)) return undefined
  const { code } = error as { readonly code?: unknown }
  const row = typeof code === 'string' ? ROWS.find(([, { is }]) => is.test(code)) : undefined
  if (row !== undefined) return row[0]
  if (WORDS.test(error.message)) return 'unreachable'
  // If several addresses were tried, the first error suffices.
  return databaseTrouble(error instanceof AggregateError ? error.errors[0] : error.cause)
}

/** On one line. */
export const troubleText = (trouble: DatabaseTrouble): string =>
  `${DATABASE_TROUBLES[trouble].words}: ${DATABASE_TROUBLES[trouble].remedy}.`

export const notReached = (error: unknown): AppError =>
  new AppError('not_ready', troubleText(databaseTrouble(error) ?? 'unreachable'), [], error)
