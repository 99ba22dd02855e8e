// Locates the LApps' folders, and the files that the tools write there.
import { existsSync } from 'node:fs'
import { mkdir, writeFile } from 'node:fs/promises'
import { dirname, join, resolve } from 'node:path'
import { readConfig } from '../../config.ts'
import { AppError } from '../../core/errors.ts'
import { LAPPS } from '../../lapps/installed.ts'

/**
 * Where LApps are written: among the built-in ones, unless the author has a folder of their own.
 */
export const workshop = (): string => resolve(readConfig().lappsDir ?? LAPPS)

/** @throws {AppError} not_found */
export function folderOf(id: string): string {
  const own = join(workshop(), id)
  const folder = existsSync(own) ? own : join(LAPPS, id)
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
