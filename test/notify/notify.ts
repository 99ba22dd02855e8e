import { test } from 'tap'
import { identities } from '../../src/account/identities.ts'
import { clock } from '../../src/core/clock.ts'
import { openWake } from '../../src/core/wake.ts'
import { showId, type Id } from '../../src/core/ids.ts'
import { msat } from '../../src/core/msat.ts'
import { unhindered } from '../../src/core/step.ts'
import { openAccount } from '../../src/ledger/open.ts'
import { notify } from '../../src/notify/notify.ts'
import type { AccountEvent } from '../../src/notify/outbox.ts'
import { transfers } from '../../src/transfer/transfers.ts'
import { books, keyFor } from '../harness/books.ts'

test('what happens to somebody who is known is told, and to nobody else', async t => {
  const { em, commit, user, sql } = await books(t)
  const people = identities(em, openAccount)
  const opened = await Promise.all(
    Array.from({ length: 5 }, async () => people.open('telegram', '7', 'Ann'))
  )
  t.equal(new Set(opened.map(({ account }) => account)).size, 1, 'one person, one account')
  t.equal(opened.filter(({ isNew }) => isNew).length, 1)
  const ann = opened[0]?.account ?? t.fail('no account')
  const [bob, cat] = [await user(10_000), await user()]
  const room = transfers({ em, commit, step: unhindered, now: () => new Date(), claimSeconds: 60 })
  const wish = { memo: undefined, expiresInSeconds: undefined, amountMsat: msat(1_000) }
  for (const to of [ann as Id, cat, ann as Id])
    await room.send(bob, keyFor(bob), { ...wish, to: showId('acc', to) })
  const rows = await sql('select account, type from outbox')
  t.strictSame(rows, Array(2).fill({ account: ann, type: 'transfer.received' }))

  const told: AccountEvent[][] = []
  const stop = new AbortController()
  let failures = 1
  await Promise.all([
    notify(
      {
        em,
        clock,
        log: { warn: () => undefined },
        wake: openWake(),
        tell: async (_account, news) => {
          if (failures-- > 0) {
            await sql(`update outbox set leased_until = now()`)
            throw new TypeError('away')
          }
          told.push([...news])
          stop.abort()
        }
      },
      stop.signal
    )
  ])
  t.equal(told.length, 1, 'both in one go, after the one that failed')
  t.equal(told[0]?.length, 2)
  t.strictSame(await sql('select * from outbox'), [])
})
