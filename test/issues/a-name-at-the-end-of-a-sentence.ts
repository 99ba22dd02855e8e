// `/tip 100 @cat.` as a reply to Bob went to Bob, at once and unasked: a full stop or a bracket hid
// the name. Where somebody is named, nobody else gets anything without a question.
import { test } from 'tap'
import { GROUP, house } from '../bot/harness/gateway.ts'

test('a name is a name before a full stop, and in brackets', async t => {
  const { tg, person, fund, has, known } = await house(t)
  const [ann, bob, cat] = [person(71, 'Ann'), person(72, 'Bob'), person(73, 'Cat', 'cat')]
  await fund(ann, 1_000_000)
  const { message } = bob.says('look', GROUP)
  cat.says('hm', GROUP)
  await known(bob, cat)
  for (const [text, asked] of [
    ['/tip 101 @cat.', /Send 101 sat to Cat\?/],
    ['/tip 102 (@cat)', /Send 102 sat to Cat\?/],
    ['/tip 103 to @cat.', /Send 103 sat to Cat\?/]
  ] as const) {
    ann.says(text, GROUP, { reply: message })
    await tg.sees(GROUP, asked)
  }
  ann.says('/tip 104 for what you did with @cat.', GROUP, { reply: message })
  await tg.sees(71, /Who is it for\?/)
  t.equal((await has(ann)).balance, 1_000_000, 'and nothing has moved')
})
