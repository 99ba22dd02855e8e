import { test } from 'tap'
import pg from 'pg'
import { newId } from '../../src/core/ids.ts'
import { commitBatch } from '../../src/ledger/commit-batch.ts'
import { isCommitted } from '../../src/ledger/commit-outcome.ts'
import { balance } from '../../src/ledger/read.ts'
import { openSession } from '../../src/ledger/session.ts'
import { books, quiet, soundBooks } from './harness/books.ts'
import { keyed, transfer } from './harness/units.ts'
import { proxy, type Cut } from './harness/proxy.ts'

const at = (when: Cut['when'], sees: string): Cut => ({ when, sees })

/**
 * BEGIN, the locks, the writes and COMMIT; and then the
 * look-up that follows a lost COMMIT, once or twice.
 */
const BREAKS: readonly (readonly Cut[])[] = (['before', 'after'] as const).flatMap(when => [
  [at(when, 'begin\0')],
  [at(when, 'for no key update')],
  [at(when, 'insert into batch')],
  [at(when, 'commit\0')],
  ...(['before', 'after'] as const).flatMap(then => [
    [at(when, 'commit\0'), at(then, 'on conflict do nothing')],
    [at(when, 'commit\0'), at(then, 'select void')],
    [at(when, 'commit\0'), at(then, 'commit\0')],
    [at(when, 'commit\0'), at(then, 'commit\0'), at(then, 'commit\0')]
  ])
])

test('wherever the connection breaks, a unit is booked once and answered once', async t => {
  const b = await books(t)
  for (const cuts of BREAKS) {
    const [from, to] = [await b.user(1000), await b.user()]
    const wire = await proxy(t, b.url)
    const commit = b.another(wire.url)
    wire.cut(...cuts)
    const units = [2, 3, 5].map(n => keyed(transfer(from, to, n), from))
    const told = await Promise.all(units.map(commit))
    const what = cuts.map(cut => `${cut.when} ${cut.sees.replace('\0', '')}`).join(', ')
    t.strictSame(
      told,
      units.map(() => ({ is: 'committed' })),
      what
    )
    t.equal((await balance(b.em, to))?.balanceMsat, 10n, `${what}: once`)
    t.equal(wire.left(), 0, `${what}: it did break`)
  }
  await soundBooks(t, b)
})

test('a batch that never came is marked, and a second look-up does not take the mark for the batch', async t => {
  const b = await books(t)
  const id = newId()
  t.equal(await isCommitted(b.url, id), false)
  t.equal(await isCommitted(b.url, id), false)
  const there = newId()
  await b.ask('insert into batch (id) values ($1)', [there])
  t.equal(await isCommitted(b.url, there), true)
  t.equal(await isCommitted(b.url, there), true)
})

test('a look-up waits for a batch that is still being written, and a batch that is looked up can no longer come', async t => {
  const b = await books(t)
  const slow = new pg.Client(b.url)
  await slow.connect()
  t.teardown(async () => slow.end())
  for (const end of ['commit', 'rollback']) {
    const id = newId()
    await slow.query('begin')
    await slow.query('insert into batch (id) values ($1)', [id])
    const looking = isCommitted(b.url, id)
    for (let blocked = 0; blocked === 0;)
      blocked = Number(
        (
          await b.ask(`select count(*) from pg_stat_activity where datname = current_database()
            and application_name = 'lapp-gateway look-up' and wait_event_type = 'Lock'`)
        )[0]?.[0]
      )
    await slow.query(end)
    t.equal(await looking, end === 'commit')
    if (end === 'rollback')
      await t.rejects(slow.query('insert into batch (id) values ($1)', [id]), { code: '23505' })
  }
})

test('a notice on COMMIT is no answer: the batch is looked up', async t => {
  const b = await books(t)
  const [from, to] = [await b.user(10), await b.user()]
  const session = await openSession(b.url)
  t.teardown(() => session.drop())
  const looked: string[] = []
  const deps = {
    log: quiet,
    // As when a wait for synchronous replication is
    // cancelled: committed, with a warning at its side.
    session: async () => ({ ...session, noticed: () => true }),
    isCommitted: async (id: string) => {
      looked.push(id)
      return true
    }
  }
  t.strictSame(await commitBatch(deps, [transfer(from, to, 1)]), [{ is: 'committed' }])
  t.equal(looked.length, 1)
})

test('while the database is away units wait, and are booked when it is back', async t => {
  const b = await books(t)
  const [from, to] = [await b.user(10), await b.user()]
  const wire = await proxy(t, b.url)
  const commit = b.another(wire.url)
  await commit(transfer(from, to, 1))
  wire.open(false)
  const waiting = commit(transfer(from, to, 2))
  let told = false
  void waiting.then(() => (told = true))
  t.equal((await balance(b.em, to))?.balanceMsat, 1n)
  t.notOk(told)
  wire.open(true)
  t.strictSame(await waiting, { is: 'committed' })
  t.equal((await balance(b.em, to))?.balanceMsat, 3n)
  await soundBooks(t, b)
})
