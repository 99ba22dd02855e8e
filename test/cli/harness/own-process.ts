// The command line in a process of its own, for what only a process can show.
import { execFile } from 'node:child_process'
import { join } from 'node:path'
import { promisify } from 'node:util'
import type { Env, Said } from './gateway.ts'

export const ROOT = join(import.meta.dirname, '../../..')
/** As `npm run gateway` starts it. */
const PROGRAM = [join(ROOT, 'src/guard.js'), join(ROOT, 'src/cli/main.ts')]

/** It takes half a second of the processor more. */
export async function ownProcess(argv: readonly string[], env: Env = {}): Promise<Said> {
  const ran = promisify(execFile)(process.execPath, [...PROGRAM, ...argv], {
    cwd: ROOT,
    // What keeps it alive is a fault; the tests' own clock is far more patient.
    timeout: 120_000,
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
