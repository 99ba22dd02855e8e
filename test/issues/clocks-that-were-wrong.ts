// A clock that was wrong for a while, of the database or of one gateway, and is right again: what
// was written meanwhile neither moves money twice nor is put off for as long as it was wrong.
import { test } from 'tap'
import { showId, type Id } from '../../src/core/ids.ts'
import { msat } from '../../src/core/msat.ts'
import { unhindered } from '../../src/core/step.ts'
import { rotatePartitions } from '../../src/db/partitions.ts'
import { transfers } from '../../src/transfer/transfers.ts'
import { books, keyFor, type Books } from '../harness/books.ts'

const sending = ({ em, commit }: Books) => {
  const deps = { em, commit, step: unhindered, now: () => new Date(), claimSeconds: 60 }
  const { send } = transfers(deps)
  return async (from: Id, to: Id, key: string) =>
    send(from, keyFor(from, key), {
      to: showId('acc', to),
      amountMsat: msat(10),
      memo: undefined,
      expiresInSeconds: undefined
    })
}

test('a key that came while the database was days ahead is known when its clock is right', async t => {
  const house = await books(t)
  const [ann, bob] = [await house.user(100), await house.user()]
  const send = sending(house)
  await send(ann, bob, 'once')
  await house.sql(`update idempotency set created_at = now() + interval '3 days'`)
  t.match(await send(ann, bob, 'once'), { replayed: true })
  t.equal(await house.balance(bob), 10n)
  t.same(await house.wrong(), [])
})

test('a clock that jumped to next year and back forgets no key', async t => {
  const house = await books(t)
  const [ann, bob] = [await house.user(100), await house.user()]
  const send = sending(house)
  await send(ann, bob, 'once')
  // As it looks from there: the key's week is long past, and hardly any week has a key since.
  await house.sql(`
    create table idempotency_20200106 partition of idempotency
    for values from ('2020-01-06T00:00:00Z') to ('2020-01-13T00:00:00Z')`)
  await house.sql(`update idempotency set created_at = '2020-01-08T00:00:00Z'`)
  await rotatePartitions(house.em)
  t.match(await send(ann, bob, 'once'), { replayed: true })
  t.equal(await house.balance(bob), 10n)
})
