// A group read "Not sent" of money that had moved, when Telegram did not answer the edit that was
// to say so: its giver sends it again.
import { test } from 'tap'
import { GROUP, house } from '../bot/harness/gateway.ts'

test('a group never reads “not sent” of money that has moved', async t => {
  const { tg, person, fund, has, known } = await house(t)
  const [ann, bob] = [person(71, 'Ann'), person(72, 'Bob', 'bob')]
  await fund(ann, 1_000_000)
  bob.says('/start')
  bob.says('hm', GROUP)
  await known(bob)
  ann.says('/send 100 @bob', GROUP)
  const asked = await tg.sees(GROUP, /Send 100 sat to Bob\?/)
  tg.cut('editMessageText', 1)
  ann.presses(asked, /Send 100 sat/)
  await tg.sees(72, /Ann sent you 100 sat/)
  const read = await tg.until(
    () => (asked.edits > 0 ? asked.text : undefined),
    'an edit of the question'
  )
  t.equal((await has(ann)).balance, 900_000, 'it was sent')
  t.notMatch(read, /Not sent/)
})
