// `backup` and `restore`.
import { stat } from 'node:fs/promises'
import { join, resolve } from 'node:path'
import { Command } from 'commander'
import { backup as write } from '../db/backup.ts'
import { restore as read } from '../db/restore.ts'
import { audit } from '../ledger/audit.ts'
import { attached } from './attach.ts'
import { print } from './print.ts'

export const backup = (): readonly Command[] => [
  new Command('backup')
    .argument('<path>', 'a file, or a folder that is there')
    .description('write all of the database to one file, while the gateway runs or not')
    .action(async (path: string, _options, command: Command) => {
      const now = new Date()
      const file = await fileOf(path, now)
      const { rows } = await attached(to => write(to.url, file, now))
      print(command, { file, bytes: (await stat(file)).size, rows: sum(rows) })
    }),
  new Command('restore')
    .argument('<file>', 'what `backup` wrote')
    .description('bring a backup into a database that is empty, and prove that the books balance')
    .action(async (path: string, _options, command: Command) => {
      const [rows, violations] = await attached(async ({ url, em }) => {
        const trailer = await read(url, resolve(path))
        return [sum(trailer.rows), await audit(em)] as const
      })
      if (violations.length > 0) process.exitCode = 1
      print(command, violations.length > 0 ? violations : { rows, books: 'balance' })
    })
]

const sum = (rows: Readonly<Record<string, number>>): number =>
  Object.values(rows).reduce((all, count) => all + count, 0)

async function fileOf(path: string, now: Date): Promise<string> {
  const found = await stat(path).catch(() => undefined)
  const name = `lapp-gateway-${now.toISOString().replace(/[:.]/g, '-')}.backup.gz`
  return resolve(found?.isDirectory() === true ? join(path, name) : path)
}
