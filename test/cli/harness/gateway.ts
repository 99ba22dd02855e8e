// The command line as an operator types it: in this process, as its own entry point calls it, or
// where the process is the point, in one of its own.
import { execFile } from 'node:child_process'
import { join } from 'node:path'
import { format, promisify } from 'node:util'
import { commandLine } from '../../../src/cli/command-line.ts'
import { readConfig } from '../../../src/config.ts'

export const ROOT = join(import.meta.dirname, '../../..')
/** As `npm run gateway` starts it. */
const PROGRAM = [join(ROOT, 'src/guard.js'), join(ROOT, 'src/cli/main.ts')]

export type Said = { readonly code: number; readonly stdout: string; readonly stderr: string }
type Env = Readonly<Record<string, string | undefined>>

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

/** For what only a process can show; it takes half a second of the processor more. */
export async function ownProcess(argv: readonly string[], env: Env = {}): Promise<Said> {
  const ran = promisify(execFile)(process.execPath, [...PROGRAM, ...argv], {
    cwd: ROOT,
    env: { PATH: process.env['PATH'], ...env }
  })
  return ran.then(
    said => ({ code: 0, ...said }),
    (failed: unknown) => {
      const { code, stdout, stderr } = failed as Said
      return { code, stdout, stderr }
    }
  )
}
