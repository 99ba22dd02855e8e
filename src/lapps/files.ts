// The text of every file of a LApp's folder.
import { readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'

/** By the path below the folder. */
export async function readFiles(folder: string): Promise<ReadonlyMap<string, string>> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true })
  const paths = entries
    .filter(entry => entry.isFile())
    .map(({ parentPath, name }) => join(parentPath, name).slice(folder.length + 1))
    .sort()
  return new Map(
    await Promise.all(
      paths.map(async path => [path, await readFile(join(folder, path), 'utf8')] as const)
    )
  )
}
