// Lists the files of a LApp that `npm run format` would change, since CI rejects those.
import { execFile } from 'node:child_process'
import { existsSync } from 'node:fs'
import { join } from 'node:path'

const ROOT = join(import.meta.dirname, '../../..')
const PRETTIER = join(ROOT, 'node_modules/prettier/bin/prettier.cjs')

/** Empty if prettier is not installed, as in a gateway without its development tools. */
export async function unformatted(folder: string): Promise<readonly string[]> {
  if (!existsSync(PRETTIER)) return []
  const words = [PRETTIER, '--list-different', folder]
  // prettier exits with 1 if it lists any file.
  const listed = await new Promise<string>(resolve =>
    execFile(process.execPath, words, { cwd: ROOT }, (_error, stdout) => resolve(stdout))
  )
  return listed
    .split('\n')
    .filter(line => line !== '')
    .map(path => `! ${path} is not formatted: npm run format`)
}
