import { test } from 'tap'
import { Refusal } from '../bot/harness/methods.ts'
import { GROUP, house } from '../bot/harness/gateway.ts'

test('what a group shows of gifts', async t => {
  const { tg, person, fund } = await house(t)
  const [ann, bob, dora] = [person(71, 'Ann'), person(72, 'Bob'), person(73, 'Dora', 'dora', 'de')]
  await fund(ann, 1_000_000)
  const [closed, small, large] = [-1_071, -1_072, -1_073]

  await t.test('whose tip a group does not take learns it in private', async () => {
    const { message } = bob.says('hm', closed)
    tg.refuse('sendMessage', 1, new Refusal(403, 'Forbidden: bot was kicked'))
    ann.says('/tip 40', closed, { reply: message })
    await tg.sees(71, /Your tip of 40 sat went through, but I am not allowed to write in Group/)
  })

  await t.test('a board follows its group into the supergroup', async t => {
    const { message } = bob.says('hm', small)
    ann.says('/tip 30', small, { reply: message })
    await tg.sees(small, /Ann/)
    ann.says('', small, { more: { text: undefined, migrate_to_chat_id: large } })
    bob.says('/start')
    const { params } = await tg.sees(large, /30 sat[^]*Ann/)
    t.equal(params['reply_parameters'], undefined, 'another message has that number there')
  })

  await t.test('a part of a giveaway names its group', async () => {
    dora.says('/start')
    await tg.sees(73, /Willkommen/)
    ann.says('/giveaway 100 2', GROUP)
    ann.presses(await tg.sees(GROUP, /100 sat/), /Give/)
    dora.presses(await tg.sees(GROUP, /Ann gives away|giv/), /Take|🎁/)
    await tg.sees(73, /Ann[^]*100 sat[^]*in Group/)
  })
})
