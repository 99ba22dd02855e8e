// Names the files of a LApp that `npm run format` would change, since CI refuses those.
import { readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'

const IGNORED = join(import.meta.dirname, '../../../.prettierignore')

/** Nothing where prettier is not installed, as in a gateway without its development tools. */
export async function unformatted(folder: string): Promise<readonly string[]> {
  const prettier = await import('prettier').catch(() => undefined)
  if (prettier === undefined) return []
  const found: string[] = []
  for (const entry of await readdir(folder, { withFileTypes: true, recursive: true })) {
    const path = join(entry.parentPath, entry.name)
    if (!entry.isFile() || !/\.(ts|json|md)$/.test(path)) continue
    if ((await prettier.getFileInfo(path, { ignorePath: IGNORED })).ignored) continue
    const options = { ...(await prettier.resolveConfig(path)), filepath: path }
    const isWell = await prettier.check(await readFile(path, 'utf8'), options).catch(() => true)
    if (!isWell) found.push(`! ${entry.name} is not formatted: npm run format`)
  }
  return found
}
