// What an operator can mend ends in one line and exit
// code 2; anything else is a bug and shows its trace.
import { ConfigError } from './config.ts'
import { AppError } from './core/errors.ts'

export async function inOneLine(work: () => Promise<unknown>): Promise<void> {
  try {
    await work()
  } catch (error) {
    if (!(error instanceof ConfigError || error instanceof AppError)) throw error
    console.error(error instanceof AppError ? error.detail : error.message)
    process.exitCode = 2
  }
}
