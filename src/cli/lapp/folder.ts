// Locates the LApps' folders, and the files that the tools write there.
import { existsSync } from 'node:fs'
import { mkdir, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { AppError } from '../../core/errors.ts'
import { LAPPS } from '../../lapps/installed.ts'

/** @throws {AppError} not_found */
export function folderOf(id: string): string {
  const folder = join(LAPPS, id)
  if (!/^[a-z][a-z0-9-]{1,30}$/.test(id) || !existsSync(join(folder, 'lapp.json'))) {
    throw new AppError(
      'not_found',
      `there is no lapps/${id}/lapp.json ("lapp new ${id}" makes one)`
    )
  }
  return folder
}

export async function write(path: string, text: string): Promise<void> {
  await mkdir(dirname(path), { recursive: true })
  await writeFile(path, text)
}

export const json = (value: unknown): string => `${JSON.stringify(value, undefined, 2)}\n`
