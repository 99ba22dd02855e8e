// Runs before the test files: one PostgreSQL for all of
// them, with a template that has every migration applied.
import { mkdir, writeFile } from 'node:fs/promises'
import { startPostgres } from '../../src/db/embedded/postgres.ts'
import { migrate } from '../../src/db/migrate.ts'
import { abandoned, end, postgresDir, run, urlFile } from './run.ts'

// Also one of our own number: pids come back.
for (const folder of [...(await abandoned()), run]) await end(folder)
await mkdir(run, { recursive: true })
// Nothing here has to survive a crash, so nothing waits for the disk. Each of several hundred
// databases is small, lives for seconds and is dropped, for which the server reads all its buffers:
// few, and nobody sweeps. Several files at a time bring gateways, of eleven connections each.
const settings = {
  fsync: 'off',
  synchronous_commit: 'off',
  full_page_writes: 'off',
  wal_level: 'minimal',
  max_wal_senders: '0',
  autovacuum: 'off',
  shared_buffers: '32MB',
  max_connections: '500'
}
const dir = postgresDir(run)
const { url } = await startPostgres({ dir, log: () => undefined, settings })
await migrate(url)
await writeFile(urlFile, url, { mode: 0o600 })
