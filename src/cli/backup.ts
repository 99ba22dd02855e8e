// `backup` and `restore`.
import { readdir, rm, stat } from 'node:fs/promises'
import { basename, join, resolve } from 'node:path'
import { Command, InvalidArgumentError } from 'commander'
import { AppError } from '../core/errors.ts'
import { backup as write } from '../db/backup/backup.ts'
import { restore as read, type Restored } from '../db/backup/restore.ts'
import { audit } from '../ledger/audit.ts'
import { reached, withOrm } from './attach.ts'
import { printRows } from './print.ts'
import { Ended, type Shell } from './shell.ts'

export const backup = (shell: Shell): readonly Command[] => [
  new Command('backup')
    .argument('<path>', 'a file, or a folder that is there')
    .option('--keep <n>', 'in a folder: keep the newest n of its backups, this one included', count)
    .description('write all of the database to one file, while the gateway runs or not')
    .action(async (path: string, { keep }: { keep?: number }, command: Command) => {
      const now = new Date()
      const { file, folder } = await placeFor(path, now)
      if (keep !== undefined && folder === undefined) throw noFolder(path)
      const { rows } = await reached(shell, url => write(url, file, now))
      const removed = folder && keep !== undefined ? await rotate(folder, basename(file), keep) : []
      const bytes = (await stat(file)).size
      printRows(shell, command, { file, bytes, rows: sum(rows), removed: removed.length })
    }),
  new Command('restore')
    .argument('<file>', 'what `backup` wrote')
    .description('bring a backup into a database that is empty, and prove that the books balance')
    .option('--revoke-keys', 'revoke every API key in it: those revoked since then work again')
    .action(async (path: string, options: { revokeKeys?: true }, command: Command) => {
      await mustBeFile(path)
      const [restored, violations] = await reached(
        shell,
        async url => [await read(url, resolve(path), options), await withOrm(url, audit)] as const,
        { makes: true }
      )
      printRows(shell, command, violations.length > 0 ? violations : report(restored))
      if (violations.length > 0) throw new Ended(1)
    })
]

const report = ({ rows, asOf, keys }: Restored) => ({
  rows: sum(rows),
  books: 'balance',
  as_of: asOf,
  lost:
    `what only the database knew since ${asOf}: transfers between accounts, purchases, new ` +
    'accounts and keys, deposits with other sources than the node, idempotency keys, decisions ' +
    'of operators; what the node knows is read from it again',
  keys:
    keys.working > 0
      ? `${keys.working} work, with those that were revoked since then: revoke them again by ` +
        '`key revoke`, or all by `restore --revoke-keys` instead'
      : `none works (${keys.revoked} revoked now): make new ones by \`key create\``
})

const sum = (rows: Readonly<Record<string, number>>): number =>
  Object.values(rows).reduce((all, count) => all + count, 0)

const NAME = /^lapp-gateway-\d{4}-\d\d-\d\dT[\d-]+Z\.backup\.gz$/

/** @throws {AppError} if the file exists: a backup is never overwritten. */
async function placeFor(path: string, now: Date) {
  const found = await stat(path).catch(() => undefined)
  if (found?.isDirectory() === true) {
    const name = `lapp-gateway-${now.toISOString().replace(/[:.]/g, '-')}.backup.gz`
    return { file: resolve(path, name), folder: resolve(path) }
  }
  if (found !== undefined) {
    throw new AppError('invalid_request', `${path} is there already: name another file.`)
  }
  return { file: resolve(path), folder: undefined }
}

/**
 * Only files named by `backup` itself: sorted by name, the oldest come first. What was just written
 * stays, although the clock was ahead when another one got its name.
 */
async function rotate(folder: string, made: string, keep: number): Promise<readonly string[]> {
  const others = (await readdir(folder)).filter(name => NAME.test(name) && name !== made).toSorted()
  const old = others.slice(0, Math.max(0, others.length + 1 - keep))
  await Promise.all(old.map(name => rm(join(folder, name))))
  return old
}

function count(text: string): number {
  if (/^[1-9]\d{0,5}$/.test(text)) return Number(text)
  throw new InvalidArgumentError('It must be a number from 1 on.')
}

const noFolder = (path: string): AppError =>
  new AppError('invalid_request', `--keep needs a folder that is there; ${path} is none.`)

/** @throws {AppError} before the database is touched */
async function mustBeFile(path: string): Promise<void> {
  const found = await stat(path).catch(() => undefined)
  if (found === undefined) throw new AppError('not_found', `There is no file ${path}.`)
  if (!found.isFile()) throw new AppError('invalid_request', `${path} is no file.`)
}
