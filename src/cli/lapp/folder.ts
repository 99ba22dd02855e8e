// Locates the LApps' folders, and the files that the tools write there.
import { existsSync } from 'node:fs'
import { mkdir, writeFile } from 'node:fs/promises'
import { dirname, join, resolve } from 'node:path'
import type { Config } from '../../config.ts'
import { AppError } from '../../core/errors.ts'
import { LAPPS } from '../../lapps/installed.ts'

type Own = Pick<Config, 'lappsDir'>

/**
 * Where LApps are written: among the built-in ones, unless the author has a folder of their own.
 */
export const workshop = ({ lappsDir }: Own): string => resolve(lappsDir ?? LAPPS)

/** @throws {AppError} not_found */
export function folderOf(id: string, config: Own): string {
  const own = join(workshop(config), id)
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
