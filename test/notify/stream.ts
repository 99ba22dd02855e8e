// The stream of an account: from any process, taken up where it was left.
import { test, type Test } from 'tap'
import { openOrm } from '../../src/db/orm.ts'
import { parse, showId, type Id } from '../../src/core/ids.ts'
import { ENTITIES } from '../../src/app/entities.ts'
import { openAccount } from '../../src/ledger/open.ts'
import { eventLog } from '../../src/notify/event-log.ts'
import { stream, type Told } from '../../src/notify/stream.ts'
import { telling } from './harness/telling.ts'

/** A gateway of its own on the database; its schedule is run by hand. */
async function gateway(t: Test, url: string) {
  const orm = await openOrm({ url, entities: ENTITIES })
  t.teardown(async () => orm.close())
  let written = 0
  let handed = 0
  const room = stream({
    log: eventLog(orm.em),
    clock: { date: () => new Date() },
    enqueued: () => void handed++,
    present: async ({ subject }) => {
      written++
      return Promise.resolve({ subject })
    }
  })
  const beat = async (): Promise<void> => {
    for (const job of room.jobs) await job.run()
  }
  return { ...room, beat, written: () => written, handed: () => handed }
}

/** The schedule runs until that has ended. */
async function during<T>(beat: () => Promise<void>, ends: Promise<T> | T): Promise<T> {
  const over = new AbortController()
  const ended = Promise.resolve(ends).finally(() => over.abort())
  while (!over.signal.aborted) await beat()
  return ended
}

/** Reads until it has so many, while the schedule runs. */
async function take(
  { beat }: { readonly beat: () => Promise<void> },
  lots: AsyncGenerator<readonly Told[], void> | undefined,
  count: number
): Promise<readonly Told[]> {
  const found: Told[] = []
  while (found.length < count) {
    found.push(...((await during(beat, lots?.next()))?.value ?? []))
  }
  return found
}

const last = (told: readonly Told[]): Id => parse('evt', told.at(-1)?.id ?? '') as Id

test('what one process missed another hands out: in order, each once', async t => {
  const { url, user, give } = await telling(t)
  const [ann, bob] = [await user(10_000), await user()]
  const [a, b] = [await gateway(t, url), await gateway(t, url)]
  const over = new AbortController()
  const first = await a.follow(bob, undefined, over.signal)
  await give(ann, bob, 1)
  await give(ann, bob, 2)
  const before = await take(a, first, 2)
  const handed = a.handed()
  t.ok(handed > 0, 'there may be something to send')
  await a.beat()
  t.equal(a.handed(), handed, 'not where nothing is new')
  over.abort()
  t.same(await first?.next(), { done: true, value: undefined })
  for (let amount = 3; amount <= 250; amount++) await give(ann, bob, 1)
  const again = new AbortController()
  const second = await b.follow(bob, last(before), again.signal)
  const after = await take(b, second, 248)
  const all = [...before, ...after]
  t.equal(new Set(all.map(({ id }) => id)).size, 250)
  t.equal(all.length, 250)
  t.match(JSON.parse(all[0]?.body ?? ''), {
    id: all[0]?.id,
    type: 'transfer.received',
    account: showId('acc', bob),
    sequence: 1
  })
  await give(ann, bob, 1)
  t.equal((await take(b, second, 1)).length, 1, 'and goes on with what comes')
  again.abort()
})

test('who follows at the same time is told by one look and one writing', async t => {
  const { url, user, give } = await telling(t)
  const [ann, bob] = [await user(10_000), await user()]
  const a = await gateway(t, url)
  const over = new AbortController()
  const all = await Promise.all(
    Array.from({ length: 20 }, async () => a.follow(bob, undefined, over.signal))
  )
  const reading = all.map(async lots => (await lots?.next())?.value)
  await a.beat()
  await a.beat()
  await give(ann, bob)
  const told = await during(a.beat, Promise.all(reading))
  t.equal(new Set(told.map(lot => (lot ?? [])[0]?.body)).size, 1)
  t.equal(a.written(), 1)
  over.abort()
})

test('an account sees its own and its sub-accounts’ events, and nobody else’s', async t => {
  const { url, user, give, em } = await telling(t)
  const [ann, app] = [await user(1_000), await user()]
  const child = await openAccount(em, { name: 'child', parent: app })
  const a = await gateway(t, url)
  const over = new AbortController()
  const [whole, one, other] = await Promise.all([
    a.follow(app, undefined, over.signal),
    a.follow(child, undefined, over.signal),
    a.follow(ann, undefined, over.signal)
  ])
  for (const to of [child, app]) await give(ann, to)
  const both = await take(a, whole, 2)
  t.equal((await take(a, one, 1)).length, 1)
  await give(app, ann)
  const [mine] = await take(a, other, 1)
  t.match(JSON.parse(mine?.body ?? ''), { account: showId('acc', ann) })
  t.equal(await a.follow(ann, last(both), over.signal), undefined, 'not by their names either')
  over.abort()
})

test('one that is followed for months is heard all the while', async t => {
  const { url, em, sql, user, give } = await telling(t)
  const [ann, bob] = [await user(10_000), await user()]
  const a = await gateway(t, url)
  const over = new AbortController()
  const lots = await a.follow(bob, undefined, over.signal)
  const next = lots?.next()
  // So it looks as well to a clock that is a month ahead for a moment.
  await sql(`update event_listener set seen_at = now() - interval '31 days'`)
  await a.beat()
  await eventLog(em).prune()
  await give(ann, bob)
  t.equal((await sql('select from event')).length, 1)
  over.abort()
  await during(a.beat, next)
})
