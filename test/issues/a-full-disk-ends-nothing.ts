// What a full disk, or a database that went down over it, leaves half done.
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { openSync } from 'node:fs'
import { mkdir, readFile, readdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { setTimeout } from 'node:timers/promises'
import pg from 'pg'
import { test } from 'tap'
import { backup } from '../../src/db/backup/backup.ts'
import { restore } from '../../src/db/backup/restore.ts'
import { books } from '../harness/books.ts'
import { folder, start } from '../harness/postgres.ts'
import { ask } from '../harness/sql.ts'

const LOG = new URL('../../src/app/log.ts', import.meta.url).href
const BACKUP = new URL('../../src/db/backup/backup.ts', import.meta.url).href
const NOW = new Date('2026-12-01T10:00:00Z')

/** What a program of ours says on its standard output, and how it ends. */
async function said(command: readonly string[], code: string, error: number | 'ignore') {
  const [program, ...rest] = [...command, process.execPath, '--input-type=module', '-e', code]
  // Node that cannot say why it ends tries for ever.
  const limit = { timeout: 20_000, killSignal: 'SIGKILL' } as const
  const child = spawn(program, rest, { stdio: ['ignore', 'pipe', error], ...limit })
  let text = ''
  child.stdout?.on('data', (chunk: Buffer) => (text += chunk.toString()))
  const [exit] = (await once(child, 'close')) as [number | null]
  return { exit, text: text.trim() }
}

test('a log that nothing takes ends neither the gateway nor its end', async t => {
  const code = `import { openLog } from '${LOG}'
    import { setTimeout } from 'node:timers/promises'
    const log = openLog({ logLevel: 'info', databaseUrl: undefined, lapps: {} })
    for (let i = 0; i < 3; i++) { log.info('a line'); await setTimeout(50) }
    console.log('still here')
    log.info('the last line')
    process.exit()`
  const full = openSync('/dev/full', 'w')
  t.same(await said([], code, full), { exit: 0, text: 'still here' })
})

test('a backup that its disk has no room for names that disk, and leaves nothing', async t => {
  const { url } = await books(t)
  const dir = t.testdir({ older: 'an older backup' })
  const code = `import { backup } from '${BACKUP}'
    process.on('SIGXFSZ', () => undefined)
    await backup('${url}', '${dir}/new.gz', new Date()).catch(error => console.log(error.path))`
  // Every file ends at its first block, as if there was no more.
  const short = ['sh', '-c', 'ulimit -f 1; exec "$@"', 'sh']
  t.same(await said(short, code, 'ignore'), { exit: 0, text: `${dir}/new.gz.partial` })
  t.same(await readdir(dir), ['older'])
})

test('a database that dies under a backup or a restore fails it', async t => {
  const { url, sql } = await books(t)
  const file = join(t.testdir(), 'all.gz')
  await backup(url, file, NOW)
  const holder = new pg.Client(url)
  await holder.connect()
  await holder.query('begin; lock table account in access exclusive mode')
  const works = { backup: backup(url, `${file}.2`, NOW), restore: restore(url, file) }
  for (const [name, work] of Object.entries(works)) {
    const failed = t.rejects(work, { code: '57P01' }, name)
    const end = `select pg_terminate_backend(pid) from pg_stat_activity
      where application_name = 'lapp-gateway ${name}' and wait_event_type = 'Lock'`
    while ((await sql(end)).length === 0) await setTimeout(20)
    await failed
  }
  await holder.end()
  t.same(await readdir(join(file, '..')), ['all.gz'])
})

test('a first start that a full disk ended is made up for by the next', async t => {
  const dir = await folder(t)
  await mkdir(dir, { mode: 0o700 })
  await writeFile(join(dir, 'password'), '')
  const { url, stop } = await start(dir)
  t.same(await ask(url, 'select 1'), [[1]])
  t.match(await readFile(join(dir, 'password'), 'utf8'), /^[0-9a-f]{48}$/)
  await stop()
})
