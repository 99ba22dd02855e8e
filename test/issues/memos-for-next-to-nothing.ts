// A memo is a message to somebody who cannot refuse it: for 1 msat it was an advertisement.
import { test } from 'tap'
import { openPeople } from '../../src/app/people.ts'
import { readConfig } from '../../src/config.ts'
import { showId } from '../../src/core/ids.ts'
import { msat } from '../../src/core/msat.ts'
import { unhindered } from '../../src/core/step.ts'
import { GROUP, house } from '../bot/harness/gateway.ts'
import { told } from '../e2e/harness/place.ts'
import { books, keyFor } from '../harness/books.ts'
import { ask } from '../harness/sql.ts'

test('a transfer to a person of less than TRANSFER_MEMO_MIN is made, and carries no memo', async t => {
  const base = await books(t)
  const config = readConfig({})
  t.equal(config.transferMemoMin, 1000)
  const { em, commit } = base
  const { send, batch, find } = openPeople({ em, commit, step: unhindered, config }).transfers
  const [ada, bob] = [await base.user(10_000), await base.user()]
  await base.sql(`insert into identity values ('telegram', '77', $1)`, [bob])
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
  t.same(await base.wrong(), [])
})

test('a tip in a group counts as one to a person, whether or not they have an account', async t => {
  const { tg, gateway, person, fund } = await house(t, { TRANSFER_MEMO_MIN: '10000' })
  const [ann, bob] = [person(91, 'Ann'), person(92, 'Bob')]
  await fund(ann, 100_000)
  bob.says('/start')
  await tg.sees(92, /Welcome/)
  const { message } = bob.says('hello', GROUP)
  ann.says('/tip 9 buy at spam.example', GROUP, { reply: message })
  await tg.sees(92, /9 sat/)
  ann.says('/tip 10 well said', GROUP, { reply: bob.says('again', GROUP).message })
  await tg.sees(92, /10 sat/)
  const url = told(gateway.dir)?.database_url ?? ''
  const rows = await ask(
    url,
    `select amount_msat::text, memo from transfer
     where to_identity = 'telegram:92' order by id`
  )
  t.same(rows, [
    ['9000', null],
    ['10000', 'well said']
  ])
  t.notMatch(JSON.stringify(tg.calls), /spam\.example/, 'nobody was sent it')
})
