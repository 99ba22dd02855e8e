// The command line as an operator types it, in the test's own process: called as its entry point
// calls it.
import { format } from 'node:util'
import { commandLine } from '../../../src/cli/command-line.ts'
import { readConfig } from '../../../src/config.ts'

export type Said = { readonly code: number; readonly stdout: string; readonly stderr: string }
export type Env = Readonly<Record<string, string | undefined>>

/** A bug, of which the process would print its trace, is thrown. */
export async function gateway(argv: readonly string[], env: Env = {}): Promise<Said> {
  const said = { stdout: '', stderr: '' }
  const console = {
    log: (...words: unknown[]) => void (said.stdout += `${format(...words)}\n`),
    error: (...words: unknown[]) => void (said.stderr += `${format(...words)}\n`)
  }
  // Nobody sits there, and of the tests' own variables it sees none.
  const shell = { readConfig: () => readConfig(env), console, keyboard: () => undefined }
  return { code: await commandLine(argv, shell), ...said }
}
