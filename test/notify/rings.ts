// Every event is looked for at once by the process that wrote it: the ledger's committer rings, and
// so does whoever writes one beside it, or leaves some for the next look.
import { test } from 'tap'
import { identities } from '../../src/account/identities.ts'
import type { Clock } from '../../src/core/clock.ts'
import { showId } from '../../src/core/ids.ts'
import { msat } from '../../src/core/msat.ts'
import { unhindered } from '../../src/core/step.ts'
import { openWake } from '../../src/core/wake.ts'
import { openAccount } from '../../src/ledger/open.ts'
import { notify } from '../../src/notify/notify.ts'
import { transfers } from '../../src/transfer/transfers.ts'
import { books, keyFor } from '../harness/books.ts'
import { ROOT } from '../harness/house/root.ts'
import { readSources } from '../harness/house/sources.ts'
import { receiver, telling } from './harness/telling.ts'

test('who writes events beside the ledger is known, and rings', t => {
  const writes = /STORE_EVENTS|event_position\(\)|insert into (?:event|outbox)\b/
  const writers = readSources(ROOT, 'src')
    .filter(({ path, text }) => !path.includes('/migrations/') && writes.test(text))
    .map(({ path }) => path)
  t.same(writers.toSorted(), [
    'src/ledger/store-events.ts',
    'src/ledger/writes.ts',
    // Rings when a send has ended, whatever its outcome.
    'src/notify/due-sends.ts',
    // Has no position, and is sent directly.
    'src/notify/webhooks.ts',
    // Rung for by `deliveries`.
    'src/purchase/due-deliveries.ts'
  ])
  t.end()
})

test('what one look at the deliveries leaves is said to be due, until nothing is left', async t => {
  const { gateway, give, user } = await telling(t)
  const [ann, bob, shop] = [await user(1_000), await user(), await receiver(t)]
  const a = gateway()
  await a.hooks.create(bob, { url: shop.url, events: undefined })
  for (let n = 0; n < 20; n++) await give(ann, bob, 1)
  await a.beat()
  t.equal(a.toldMoreDue(), 1, 'sixteen were taken, and there may be more')
  await a.idle()
  t.equal(a.toldMoreDue(), 17, 'each that ended makes room')
  await a.step()
  t.equal(shop.posts.length, 20)
  const told = a.toldMoreDue()
  await a.step()
  t.equal(a.toldMoreDue(), told, 'it rests')
})

test('what happens to somebody who is being told is told next, though nothing else happens', async t => {
  const { em, commit, user } = await books(t)
  const { account: ann } = await identities(em, openAccount).open('telegram', '7', 'Ann')
  const bob = await user(10_000)
  const room = transfers({ em, commit, step: unhindered, now: () => new Date(), claimSeconds: 60 })
  const wake = openWake()
  const give = async (): Promise<void> => {
    const wish = { memo: undefined, expiresInSeconds: undefined, amountMsat: msat(1_000) }
    await room.send(bob, keyFor(bob), { ...wish, to: showId('acc', ann) })
    wake.ring()
  }
  const told: number[] = []
  const stop = new AbortController()
  const rests = pauses()
  const done = notify(
    {
      em,
      wake,
      clock: rests.clock,
      log: { warn: () => undefined },
      tell: async (_account, events) => void told.push(events.length)
    },
    stop.signal
  )
  await give()
  await rests.until(() => told.length === 1)
  await give()
  // At least the last of these looks began after it was written.
  for (let looks = 0; looks < 3; looks++) {
    const rested = rests.count()
    wake.ring()
    await rests.until(() => rests.count() > rested)
  }
  t.same(told, [1], 'one message a second')
  rests.second.resolve(undefined)
  await rests.until(() => told.length === 2)
  t.same(told, [1, 1])
  stop.abort()
  await done
})

/** A quiet pace never ends by itself here; the pause after a message when the test says so. */
function pauses() {
  const second = Promise.withResolvers<undefined>()
  let rested = 0
  const clock: Pick<Clock, 'sleep'> = {
    sleep: async (ms, signal) => {
      const aborted = new Promise<void>(resolve => {
        if (signal?.aborted === true) resolve()
        signal?.addEventListener('abort', () => resolve())
      })
      if (ms === 1_000) return Promise.race([second.promise, aborted])
      if (ms < 500) return new Promise(resolve => setImmediate(resolve))
      rested++
      return aborted
    }
  }
  const until = async (is: () => boolean): Promise<void> => {
    while (!is()) await new Promise(resolve => setImmediate(resolve))
  }
  return { clock, second, until, count: () => rested }
}
