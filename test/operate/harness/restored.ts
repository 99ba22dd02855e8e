// The worst day: the database is lost, and what there is of it is a backup.
import pg from 'pg'
import { restore } from '../../../src/db/backup/restore.ts'
import { migrate } from '../../../src/db/migrate.ts'

export async function loseAndRestore(url: string, file: string): Promise<void> {
  const admin = new pg.Client(url)
  await admin.connect()
  await admin.query('drop schema public cascade; create schema public')
  await admin.end()
  await migrate(url)
  await restore(url, file)
}
