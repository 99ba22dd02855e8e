// Refuses a data folder that another major version of PostgreSQL made: it would end at every start,
// and its log does not say what to do.
import { execFile } from 'node:child_process'
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { AppError } from '../../core/errors.ts'

/** @throws {AppError} not_ready, in one line that names the remedy */
export async function mustBeOfMajor(data: string, postgres: string): Promise<void> {
  const [made, { stdout }] = await Promise.all([
    readFile(join(data, 'PG_VERSION'), 'utf8').then(
      text => text.trim(),
      // Damaged, as PostgreSQL itself will say.
      () => undefined
    ),
    promisify(execFile)(postgres, ['--version'])
  ])
  const [, installed] = /(\d+)/.exec(stdout) ?? []
  if (made === undefined || installed === made) return
  const detail =
    `${data} is of PostgreSQL ${made}, and PostgreSQL ${installed ?? stdout} comes with this ` +
    'version: `backup` with the gateway that used it last, move the folder away, and `restore`.'
  throw new AppError('not_ready', detail)
}
