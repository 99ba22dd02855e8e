// A notice was answered with 503 in a run of the whole suite: writers of several rows locked them
// in any order, so that one and the committer waited for each other, and PostgreSQL ended one of
// all that queued, after a second in which no money moved.
import { randomBytes } from 'node:crypto'
import pg from 'pg'
import { test } from 'tap'
import { keyUses } from '../../src/account/key-uses.ts'
import { makeKey } from '../../src/account/make-key.ts'
import { clock } from '../../src/core/clock.ts'
import { newId, type Id } from '../../src/core/ids.ts'
import { poll } from '../../src/deposit/poll.ts'
import { paymentRows } from '../../src/payment/rows.ts'
import { elsewhere } from '../deposit/harness/elsewhere.ts'
import { until } from '../e2e/harness/until.ts'
import { books, type Books } from '../harness/books.ts'

/** One of our backends waits for a lock. */
const WAITS = `select from pg_stat_activity
  where datname = current_database() and wait_event_type = 'Lock'`

/**
 * Locks both as the committer does, the lower id first; between the two `run` is begun and comes to
 * wait for the lower one, or has ended.
 */
async function lockedMeanwhile(
  at: Pick<Books, 'url' | 'sql'>,
  table: string,
  ids: readonly Id[],
  run: () => Promise<unknown>
): Promise<void> {
  const committer = new pg.Client(at.url)
  await committer.connect()
  // Whoever waits second finds the deadlock, and is ended.
  await committer.query(`set deadlock_timeout = '1ms'`)
  const lock = async (id: Id | undefined) =>
    committer.query(`select from ${table} where id = $1 for no key update`, [id])
  const [low, high] = ids.toSorted()
  try {
    await committer.query('begin')
    await lock(low)
    const ran = run()
    await until(async () => ((await at.sql(WAITS)).length > 0 ? true : undefined), 20_000)
    await lock(high)
    await committer.query('commit')
    await ran
  } finally {
    await committer.end()
  }
}

/** So that they lie in the table, and are named, the other way round. */
const twoIds = (): readonly [Id, Id] => {
  const [low, high] = [newId(), newId()].toSorted() as [Id, Id]
  return [high, low]
}

test('leases of payments are renewed in the order of the committer', async t => {
  const at = await books(t)
  const account = await at.user()
  const ids = twoIds()
  for (const id of ids)
    await at.sql(
      `insert into payment (id, account, state, bolt11, payment_hash, payee, amount_msat,
         max_fee_msat, invoice_amountless, invoice_expires_at)
       values ($1, $2, 'held', 'ln', $3, 'p', 1000, 0, false, now())`,
      [id, account, id.replaceAll('-', '').repeat(2)]
    )
  await lockedMeanwhile(at, 'payment', ids, async () => paymentRows(at.em).renew(ids))
})

test('uses of keys are written in one order by every process', async t => {
  const at = await books(t)
  const account = await at.user()
  const ids = twoIds()
  const uses = keyUses(at.em, () => new Date())
  for (const id of ids) {
    await makeKey(at.em, { account, name: 'a', scopes: ['account:read'] }, id, randomBytes)
    uses.note(id)
  }
  await lockedMeanwhile(at, 'api_key', ids, async () => uses.write())
  const [row] = await at.sql('select count(last_used_at)::int as n from api_key')
  t.equal(row?.['n'], 2)
})

test('looks at deposits are put back in the order of the committer', async t => {
  const at = await elsewhere(t)
  const account = await at.user()
  const ids = [await at.ask(account, 'charge', 5), await at.ask(account, 'charge', 6)].map(
    ({ id }) => id
  )
  await at.sql(
    `update deposit_look
     set next_at = now() - case when id = $1 then interval '2s' else interval '1s' end`,
    [ids.toSorted()[1]]
  )
  const source = at.source('charge')
  const { atOnce, sight } = source.polled
  const [taken, go] = [Promise.withResolvers<undefined>(), Promise.withResolvers<undefined>()]
  const polled: typeof source.polled = {
    atOnce,
    sight: async asked => {
      taken.resolve(undefined)
      await go.promise
      return sight(asked)
    }
  }
  const stop = new AbortController()
  const { em, commit, step, node, bell, waiting } = at
  const say = (): void => void t.fail('it looks in vain')
  const log = { warn: say, error: say }
  const pace = { idleMs: 20, retryMs: 20 }
  const deps = { em, commit, step, node, bell, waiting, clock, log, pace }
  const running = poll(deps, { ...source, polled }, stop.signal)
  await taken.promise
  await lockedMeanwhile(at, 'deposit_look', ids, async () => {
    go.resolve(undefined)
    stop.abort()
    await running
  })
  const [row] = await at.sql('select count(*)::int as n from deposit_look where next_at > now()')
  t.equal(row?.['n'], 2)
})
