// A database whose disk is full answers every question and takes nothing: readiness says so, a
// metric counts it by its class, and it is over with the first batch that is written.
import { test } from 'tap'
import { clock } from '../../src/core/clock.ts'
import { msat } from '../../src/core/msat.ts'
import { newId } from '../../src/core/ids.ts'
import { committer } from '../../src/ledger/commit.ts'
import type { Lightning } from '../../src/lightning/port.ts'
import { instruments } from '../../src/observe/instruments.ts'
import { lastWrite } from '../../src/observe/last-write.ts'
import type { Solvency } from '../../src/observe/solvency.ts'
import { readiness } from '../../src/app/readiness.ts'
import { books } from '../harness/books.ts'

const FULL = `
  create function disk_full() returns trigger language plpgsql as $$ begin
    raise exception 'could not extend file: No space left on device' using errcode = '53100';
  end $$;
  create trigger disk_full before insert on entry for each row execute function disk_full()`

test('a full disk shows in readiness and metrics, for as long as nothing can be written', async t => {
  const { url, em, sql, user } = await books(t)
  const [alice, bob] = [await user(1_000), await user()]
  const seen = instruments()
  let now = 0
  const writes = lastWrite(() => now, seen.troubled)
  const log = { warn: () => undefined }
  const { commit, close } = committer({ url, log, attempted: writes.attempted })
  t.teardown(close)
  const node = { info: () => Promise.resolve({}) } as unknown as Lightning
  const nothing = { books: undefined, node: undefined, differenceMsat: undefined }
  const stand = (): Promise<Solvency> => Promise.resolve(nothing)
  const ready = () =>
    readiness({
      em,
      node,
      clock,
      solvency: stand,
      unwritten: writes.trouble,
      lasting: [],
      started: () => true,
      notes: async () => []
    })()
  const missing = async () => (await ready()).missing
  const pay = () =>
    commit({
      entries: [
        {
          id: newId(),
          subject: newId(),
          kind: 'transfer',
          debit: alice,
          credit: bob,
          amountMsat: msat(1)
        }
      ],
      guards: [],
      claims: []
    })
  t.match(await pay(), { is: 'committed' })
  t.same(await missing(), [])
  await sql(FULL)
  await t.rejects(pay(), { code: 'not_ready', message: /disk of the database is full/ })
  t.match(await missing(), [/disk of the database is full: make room on it/])
  t.match(
    await seen.registry.metrics(),
    /^lapp_database_troubles_total\{class="disk_full"\} [1-9]/m
  )
  await sql('drop trigger disk_full on entry')
  t.match(await pay(), { is: 'committed' })
  t.same(await missing(), [], 'the first that is written ends it')
  await sql(
    'create trigger disk_full before insert on entry for each row execute function disk_full()'
  )
  await t.rejects(pay(), { code: 'not_ready' })
  now += 30_000
  t.same(await missing(), [], 'after a while it is tried again')
})
