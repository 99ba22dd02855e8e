// Runs a command line, and maps how it ends to one line and an exit code that tells a script what
// to do. Only a bug of ours prints a stack trace.
import { CommanderError } from 'commander'
import { ConfigError } from '../config.ts'
import { AppError } from '../core/errors.ts'
import { databaseTrouble, troubleText } from '../core/database-trouble.ts'
import { isSystemError, systemErrorText } from '../core/system-error.ts'
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
  if (error instanceof ConfigError) return { line: error.message, code: REFUSED }
  if (error instanceof AppError) {
    const away = error.code === 'not_ready' || error.code === 'node_unavailable'
    return { line: error.detail, code: away ? COULD_NOT_LOOK : REFUSED }
  }
  if (isSystemError(error)) return { line: systemErrorText(error), code: REFUSED }
  const trouble = databaseTrouble(error)
  if (trouble !== undefined) return { line: troubleText(trouble), code: COULD_NOT_LOOK }
  throw error
}
