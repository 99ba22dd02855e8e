// Telegram hands on whatever data a modified client sends, for any message of the bot that it can
// see: with a button of their own, anybody could rewrite what a group reads of somebody else's.
import { test } from 'tap'
import { GROUP, house } from '../bot/harness/gateway.ts'
import { messageOf } from '../bot/harness/world.ts'

test('a button does nothing to a message that it does not stand below', async t => {
  const { tg, person, fund } = await house(t)
  const [ann, eve] = [person(71, 'Ann'), person(72, 'Eve')]
  await fund(ann, 1_000_000)
  ann.says('/giveaway 100 2', GROUP)
  ann.presses(await tg.sees(GROUP, /Give 100 sat/), /Give/)
  const theirs = await tg.sees(GROUP, /Ann gives 100 sat/)
  eve.says('/start')
  eve.says('/withdraw')
  const own = await tg.sees(72, /Where to\?/)
  const data = /"callback_data":"([^"]+)"/.exec(JSON.stringify(own.params))?.[1] ?? ''
  tg.push({
    callback_query: {
      id: 'forged',
      from: eve.user,
      chat_instance: '1',
      message: messageOf(theirs),
      data
    }
  })
  const answer = await tg.until(
    () => tg.calls.find(one => one.params['callback_query_id'] === 'forged'),
    'an answer'
  )
  t.match(answer.params['text'], /has been used or is too old/)
  eve.says('/balance')
  await tg.sees(72, /Your balance/)
  t.match(theirs.text, /Ann gives 100 sat/, 'the group reads what it read')
})

test('nor to one that has no buttons', async t => {
  const { tg, person, fund, known } = await house(t)
  const [ann, bob, eve] = [person(71, 'Ann'), person(73, 'Bob', 'bob'), person(72, 'Eve')]
  await fund(ann, 1_000_000)
  bob.says('/start')
  bob.says('hm', GROUP)
  await known(bob)
  ann.says('/send 100 @bob', GROUP)
  ann.presses(await tg.sees(GROUP, /Send 100 sat to Bob\?/), /Send 100 sat/)
  const theirs = await tg.sees(GROUP, /100 sat sent to Bob/)
  eve.says('/start')
  eve.says('/withdraw')
  const own = await tg.sees(72, /Where to\?/)
  const data = /"callback_data":"([^"]+)"/.exec(JSON.stringify(own.params))?.[1] ?? ''
  const message = messageOf(theirs)
  // As Telegram hands on a message without buttons.
  t.ok(Reflect.deleteProperty(message, 'reply_markup'))
  tg.push({ callback_query: { id: 'bare', from: eve.user, chat_instance: '1', message, data } })
  const answer = await tg.until(
    () => tg.calls.find(one => one.params['callback_query_id'] === 'bare'),
    'an answer'
  )
  t.match(answer.params['text'], /has been used or is too old/)
  eve.says('/balance')
  await tg.sees(72, /Your balance/)
  t.match(theirs.text, /100 sat sent to Bob/, 'the group reads what it read')
})

test('a press whose message comes without its buttons counts', async t => {
  const { tg, person, fund } = await house(t)
  const ann = person(71, 'Ann')
  await fund(ann, 1_000_000)
  ann.says('/giveaway 100 2', GROUP)
  const asked = await tg.sees(GROUP, /Give 100 sat/)
  const button = /"text":"[^"]*Give[^"]*","callback_data":"([^"]+)"/.exec(
    JSON.stringify(asked.params)
  )
  const message = messageOf(asked)
  t.ok(Reflect.deleteProperty(message, 'reply_markup'))
  const data = button?.[1] ?? ''
  tg.push({ callback_query: { id: 'bare', from: ann.user, chat_instance: '1', message, data } })
  await tg.sees(GROUP, /Ann gives 100 sat/)
})
