// The command line as an operator types it, in a process of its own.
import { execFile } from 'node:child_process'
import { join } from 'node:path'
import { promisify } from 'node:util'

export const ROOT = join(import.meta.dirname, '../../..')
/** As `npm run gateway` starts it. */
const PROGRAM = [join(ROOT, 'src/guard.js'), join(ROOT, 'src/cli/main.ts')]

export type Said = { readonly code: number; readonly stdout: string; readonly stderr: string }

export async function gateway(
  argv: readonly string[],
  env: Readonly<Record<string, string>> = {}
): Promise<Said> {
  const ran = promisify(execFile)(process.execPath, [...PROGRAM, ...argv], {
    cwd: ROOT,
    env: { PATH: process.env['PATH'], ...env }
  })
  return ran.then(
    said => ({ code: 0, ...said }),
    (failed: unknown) => failed as Said
  )
}
