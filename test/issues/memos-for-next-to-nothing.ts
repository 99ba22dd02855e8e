// A memo is a message to somebody who cannot refuse it: for 1 msat it was an advertisement.
import { test } from 'tap'
import { openPeople } from '../../src/app/people.ts'
import { readConfig } from '../../src/config.ts'
import { showId } from '../../src/core/ids.ts'
import { msat } from '../../src/core/msat.ts'
import { unhindered } from '../../src/core/step.ts'
import { books, keyFor } from '../harness/books.ts'

test('a transfer to a person of less than TRANSFER_MEMO_MIN is made, and carries no memo', async t => {
  const house = await books(t)
  const config = readConfig({})
  t.equal(config.transferMemoMin, 1000)
  const { em, commit } = house
  const { send, batch, find } = openPeople({ em, commit, step: unhindered, config }).transfers
  const [ada, bob] = [await house.user(10_000), await house.user()]
  await house.sql(`insert into identity values ('telegram', '77', $1)`, [bob])
  const wish = (to: string, amount: number) => ({
    to,
    amountMsat: msat(amount),
    memo: 'buy at spam.example',
    expiresInSeconds: undefined
  })
  const cases = [
    ['telegram:77', 999, null],
    ['telegram:78', 999, null],
    ['telegram:77', 1000, 'buy at spam.example'],
    ['telegram:78', 1000, 'buy at spam.example'],
    // A program that has an account of its own counts as it likes.
    [showId('acc', bob), 1, 'buy at spam.example']
  ] as const
  for (const [to, amount, memo] of cases) {
    const { transfer } = await send(ada, keyFor(ada), wish(to, amount))
    t.match(transfer, { to, amountMsat: BigInt(amount), memo }, `${to} ${amount}`)
    t.equal((await find(ada, transfer.id))?.memo, memo, 'and so it is kept')
  }
  const { results } = await batch(ada, keyFor(ada), [wish('telegram:77', 999)])
  t.match(results, [{ transfer: { status: 'settled', memo: null } }])
  t.same(await house.wrong(), [])
})
