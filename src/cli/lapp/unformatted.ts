// Lists the files of a LApp that `npm run format` would change, since CI rejects those.
import { execFile } from 'node:child_process'
import { existsSync } from 'node:fs'
import { join } from 'node:path'

const ROOT = join(import.meta.dirname, '../../..')
const FORMATTER = join(ROOT, 'node_modules/oxfmt/dist/cli.js')

/** Empty if the formatter is not installed, as in a gateway without its development tools. */
export async function unformatted(folder: string): Promise<readonly string[]> {
  if (!existsSync(FORMATTER)) return []
  const words = [FORMATTER, '--config', '.oxfmtrc.json', '--list-different', folder]
  // It exits with 1 if it lists any file.
  const listed = await new Promise<string>(resolve =>
    execFile(process.execPath, words, { cwd: ROOT }, (_error, stdout) => resolve(stdout))
  )
  return listed
    .split('\n')
    .filter(line => line !== '')
    .map(path => `! ${path} is not formatted: npm run format`)
}
