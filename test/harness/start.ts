// Runs before the test files: one PostgreSQL for all of
// them, with a template that has every migration applied.
import { mkdir, writeFile } from 'node:fs/promises'
import { startPostgres } from '../../src/db/embedded/postgres.ts'
import { migrate } from '../../src/db/migrate.ts'
import { abandoned, end, postgresDir, run, urlFile } from './run.ts'

// Also one of our own number: pids come back.
for (const folder of [...(await abandoned()), run]) await end(folder)
await mkdir(run, { recursive: true })
// Nothing here has to survive a crash, so nothing waits for the disk; and several files at a time
// bring two or three gateways each, of eleven connections.
const settings = {
  fsync: 'off',
  synchronous_commit: 'off',
  full_page_writes: 'off',
  max_connections: '500'
}
const dir = postgresDir(run)
const { url } = await startPostgres({ dir, log: () => undefined, settings })
await migrate(url)
await writeFile(urlFile, url, { mode: 0o600 })
