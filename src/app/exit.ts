// Ends with one line and exit code 2 for what an operator can fix; anything else is a bug and
// prints its stack trace.
import { ConfigError } from '../config.ts'
import { databaseTrouble, troubleText } from '../core/database-trouble.ts'
import { AppError } from '../core/errors.ts'
import { isSystemError, systemErrorText } from '../core/system-error.ts'

export async function exitInOneLine(work: () => Promise<unknown>): Promise<void> {
  const code = await inOneLine(work, console)
  if (code !== 0) process.exitCode = code
}

/** @returns the exit code */
export async function inOneLine(
  work: () => Promise<unknown>,
  to: Pick<Console, 'error'>
): Promise<number> {
  try {
    await work()
    return 0
  } catch (error) {
    to.error(lineOf(error))
    return 2
  }
}

/** @throws unexpected errors */
export function lineOf(error: unknown): string {
  if (error instanceof AppError) return error.detail
  if (error instanceof ConfigError) return error.message
  if (isSystemError(error)) return systemErrorText(error)
  const trouble = databaseTrouble(error)
  if (trouble === undefined) throw error
  return troubleText(trouble)
}
