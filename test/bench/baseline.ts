// The yardstick: one transfer per transaction in plain SQL, by
// pgbench where it is installed, else by the same loop in Node.
import { execFile, spawnSync } from 'node:child_process'
import { mkdtemp, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import pg from 'pg'

export const BASELINE_ACCOUNTS = 1000

const TABLES = `
  create schema baseline;
  create table baseline.account (id int primary key, balance bigint not null check (balance >= 0)) with (fillfactor = 50);
  create table baseline.transfer (id bigserial primary key, a int not null, b int not null, amount bigint not null, at timestamptz not null default now());
  create table baseline.posting (id bigserial primary key, transfer bigint not null, account int not null, amount bigint not null);
  create index on baseline.posting (account, id);
  insert into baseline.account select n, 1000000000 from generate_series(1, ${BASELINE_ACCOUNTS}) n;
`

export async function makeBaseline(url: string): Promise<void> {
  const client = new pg.Client(url)
  await client.connect()
  await client.query(TABLES)
  await client.end()
}

const SCRIPT = `
\\set a random(1, ${BASELINE_ACCOUNTS})
\\set b 1 + (:a + random(0, ${BASELINE_ACCOUNTS} - 2)) % ${BASELINE_ACCOUNTS}
begin;
select balance from baseline.account where id in (:a, :b) order by id for no key update;
update baseline.account set balance = balance - 1 where id = :a;
update baseline.account set balance = balance + 1 where id = :b;
with t as (insert into baseline.transfer (a, b, amount) values (:a, :b, 1) returning id)
insert into baseline.posting (transfer, account, amount)
select id, :a::int, -1 from t union all select id, :b::int, 1 from t;
commit;
`

export type Baseline = {
  readonly by: 'pgbench' | 'node'
  readonly run: (seconds: number, connections: number) => Promise<number>
}

export async function baseline(url: string): Promise<Baseline> {
  const found = spawnSync('pgbench', ['--version']).status === 0
  return found ? byPgbench(url) : { by: 'node', run: (s, c) => byNode(url, s, c) }
}

async function byPgbench(url: string): Promise<Baseline> {
  const file = join(await mkdtemp(join(tmpdir(), 'bench-')), 'transfer.sql')
  await writeFile(file, SCRIPT)
  return {
    by: 'pgbench',
    async run(seconds, connections) {
      const flags = ['-n', '-M', 'prepared', '-c', String(connections), '-j', '1']
      const args = [...flags, '-T', String(seconds), '-f', file, url]
      const { stdout } = await promisify(execFile)('pgbench', args)
      return Number(/tps = ([\d.]+)/.exec(stdout)?.[1] ?? 0)
    }
  }
}

async function byNode(url: string, seconds: number, connections: number): Promise<number> {
  const over = performance.now() + seconds * 1000
  const counts = await Promise.all(Array.from({ length: connections }, () => loop(url, over)))
  return counts.reduce((sum, count) => sum + count, 0) / seconds
}

async function loop(url: string, over: number): Promise<number> {
  const client = new pg.Client(url)
  await client.connect()
  const pick = (): number => 1 + Math.floor(Math.random() * BASELINE_ACCOUNTS)
  let n = 0
  for (; performance.now() < over; n += 1) {
    const a = pick()
    const b = 1 + (a % BASELINE_ACCOUNTS)
    const pair = [a, b]
    await client.query({ name: 'begin', text: 'begin' })
    await client.query({
      name: 'lock',
      text: 'select balance from baseline.account where id = any($1::int[]) order by id for no key update',
      values: [pair]
    })
    await client.query({
      name: 'take',
      text: 'update baseline.account set balance = balance - 1 where id = $1',
      values: [a]
    })
    await client.query({
      name: 'give',
      text: 'update baseline.account set balance = balance + 1 where id = $1',
      values: [b]
    })
    await client.query({
      name: 'write',
      text: `with t as (insert into baseline.transfer (a, b, amount) values ($1, $2, 1) returning id)
        insert into baseline.posting (transfer, account, amount)
        select id, $1::int, -1 from t union all select id, $2::int, 1 from t`,
      values: pair
    })
    await client.query({ name: 'commit', text: 'commit' })
  }
  await client.end()
  return n
}
