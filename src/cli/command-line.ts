// Runs a command line, and maps how it ends to one line and an exit code that tells a script what
// to do. Only a bug of ours prints a stack trace.
import { CommanderError } from 'commander'
import { lineOf } from '../app/exit.ts'
import { AppError } from '../core/errors.ts'
import { databaseTrouble } from '../core/database-trouble.ts'
import { isSystemError } from '../core/system-error.ts'
import { program } from './program.ts'
import { Ended, type Shell } from './shell.ts'

const REFUSED = 2
/** Could not check: a script must not take this for "the books are wrong". */
const COULD_NOT_LOOK = 3

/** @returns the exit code */
export async function commandLine(args: readonly string[], shell: Shell): Promise<number> {
  try {
    const gateway = await program(args, shell)
    await gateway.parseAsync(args, { from: 'user' })
    return 0
  } catch (error) {
    const { line, code } = ending(error)
    if (line !== '') shell.console.error(line)
    return code
  }
}

type Ending = { readonly line: string; readonly code: number }

/** @throws unexpected errors */
function ending(error: unknown): Ending {
  if (error instanceof Ended) return { line: '', code: error.code }
  // Commander has printed it already; help and version are not errors.
  if (error instanceof CommanderError) return { line: '', code: error.exitCode === 0 ? 0 : REFUSED }
  return { line: lineOf(error), code: isAway(error) ? COULD_NOT_LOOK : REFUSED }
}

/** The database or the node, not a file of the operator's. */
function isAway(error: unknown): boolean {
  if (error instanceof AppError) return ['not_ready', 'node_unavailable'].includes(error.code)
  return !isSystemError(error) && databaseTrouble(error) !== undefined
}
