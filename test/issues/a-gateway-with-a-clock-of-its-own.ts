// The wall clock of one gateway was days behind, and is set right: its webhooks and approvals go by
// the clock of the database, which all gateways share.
import { mock } from 'node:test'
import { test } from 'tap'
import { openNotifying } from '../../src/app/notifying.ts'
import { clock } from '../../src/core/clock.ts'
import { showId } from '../../src/core/ids.ts'
import { msat } from '../../src/core/msat.ts'
import { unhindered } from '../../src/core/step.ts'
import { openWake } from '../../src/core/wake.ts'
import { databaseClock } from '../../src/db/clock.ts'
import { transfers } from '../../src/transfer/transfers.ts'
import { books, keyFor } from '../harness/books.ts'
import { down, receiver } from '../notify/harness/telling.ts'

const DAY_MS = 86_400_000

test('a webhook that failed twice in a minute is not given up, whatever the gateway’s clock did', async t => {
  const house = await books(t)
  const { em, commit, sql } = house
  const [ann, bob, shop] = [await house.user(100), await house.user(), await receiver(t)]
  shop.behave = down
  const right = Date.now()
  mock.timers.enable({ apis: ['Date'], now: right - 4 * DAY_MS })
  t.teardown(() => mock.timers.reset())
  const stop = new AbortController()
  const deps = { em, commit, step: unhindered, now: clock.date, claimSeconds: 60 }
  const room = transfers(deps)
  const telling = openNotifying({
    config: { webhookAllowPrivate: true, publicUrl: 'http://127.0.0.1' },
    em,
    clock: await databaseClock(em, clock),
    rooms: { transfers: room } as never,
    log: { warn: () => undefined } as never,
    stop: stop.signal,
    wake: openWake()
  })
  t.teardown(telling.close)
  const hook = await telling.webhooks.create(bob, { url: shop.url, events: undefined })
  await room.send(ann, keyFor(ann), {
    to: showId('acc', bob),
    amountMsat: msat(1),
    memo: undefined,
    expiresInSeconds: undefined
  })
  const beat = async (): Promise<void> => {
    for (const { run } of telling.jobs) await run()
    await telling.idle()
  }
  await beat()
  t.equal(shop.posts.length, 1)
  mock.timers.setTime(right)
  await sql(`update webhook_delivery set due_at = now() - interval '1 hour'`)
  await beat()
  t.equal(shop.posts.length, 2)
  t.match(await sql('select state from webhook_delivery'), [{ state: 'pending' }])
  t.match(await telling.webhooks.find(bob, hook.id), { disabledAt: null })
})
