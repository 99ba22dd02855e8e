// Whoever follows from now on is told of what is committed from now on, also where somebody else
// listened long ago.
import pg from 'pg'
import { test } from 'tap'
import { newId, type Id } from '../../src/core/ids.ts'
import { msat } from '../../src/core/msat.ts'
import { openAccount } from '../../src/ledger/open.ts'
import type { Unit } from '../../src/ledger/unit.ts'
import { eventLog } from '../../src/notify/event-log.ts'
import { until } from '../e2e/harness/until.ts'
import { books } from '../harness/books.ts'

test('a new listener waits for a batch that was under way, and misses nothing after it', async t => {
  const { em, sql, url, user, commit } = await books(t)
  const log = eventLog(em)
  const [payer, parent, other] = [await user(1_000), await user(), await user()]
  const child = await openAccount(em, { name: 'child', parent })
  await log.listen(other)
  // Was listened to long ago.
  await log.listen(parent)
  await sql(`update event_listener set seen_at = now() - interval '31 days' where account = $1`, [
    parent
  ])
  await log.prune()
  const unit = (to: Id): Unit => {
    const subject = newId()
    const entry = { id: newId(), debit: payer, credit: to, amountMsat: msat(1) }
    return {
      entries: [{ ...entry, kind: 'transfer', subject }],
      guards: [],
      claims: [],
      outbox: [{ account: to, type: 'transfer.received', subject }]
    }
  }
  // Another gateway's COMMIT takes long.
  const client = new pg.Client(url)
  await client.connect()
  t.teardown(async () => client.end())
  await client.query('begin; select event_position()')
  const both = Promise.all([commit(unit(other)), commit(unit(child))])
  const waits = `select from pg_stat_activity where wait_event_type = 'Lock'
    and datname = current_database()`
  await until(async () => (await sql(waits))[0])
  // As stream.follow does.
  let head: bigint | undefined
  const followed = log.listen(parent).then(async () => (head = await log.head()))
  await until(async () => head ?? (await sql(waits))[1])
  const isFollowing = head !== undefined
  await client.query('commit')
  await both
  await followed
  const told = await log.after(head ?? 0n, 10, parent)
  t.ok(!isFollowing || told.length === 1, 'follows, and is not told of what was committed later')
})
