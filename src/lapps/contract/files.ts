// Reads every file of a LApp's folder, which may contain only regular files and folders: a link
// could lead outside, where no digest covers it and no reviewer sees it.
import { isUtf8 } from 'node:buffer'
import { lstat, readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'

/** What else there is, and where. */
export class OddFolder extends Error {
  override readonly name = 'OddFolder'
}

/**
 * By path below the folder; binary content as base64, so that no two files read the same.
 * @throws {OddFolder} if there is anything but regular files and folders
 */
export async function readFiles(folder: string): Promise<ReadonlyMap<string, string>> {
  if (!(await lstat(folder)).isDirectory()) throw new OddFolder('it is no plain folder')
  const entries = await readdir(folder, { recursive: true, withFileTypes: true })
  const pathOf = ({ parentPath, name }: (typeof entries)[number]): string =>
    join(parentPath, name).slice(folder.length + 1)
  const odd = entries.find(entry => !entry.isFile() && !entry.isDirectory())
  if (odd !== undefined) {
    const what = odd.isSymbolicLink() ? 'a symbolic link' : 'no plain file'
    throw new OddFolder(`${pathOf(odd)} is ${what}: a LApp has plain files and folders only`)
  }
  const paths = entries
    .filter(entry => entry.isFile())
    .map(pathOf)
    .sort()
  const read = async (path: string) => [path, textOf(await readFile(join(folder, path)))] as const
  return new Map(await Promise.all(paths.map(read)))
}

const textOf = (bytes: Buffer): string =>
  isUtf8(bytes) ? bytes.toString() : `base64:${bytes.toString('base64')}`
