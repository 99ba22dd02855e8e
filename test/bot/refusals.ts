import { test } from 'tap'
import { told } from '../e2e/harness/place.ts'
import { until } from '../e2e/harness/until.ts'
import { invoice } from '../e2e/harness/money.ts'
import { ask } from '../harness/sql.ts'
import { GROUP, house } from './harness/gateway.ts'
import { Refusal } from './harness/methods.ts'

/** What makes the author of a message nobody who can be tipped, and how that is said. */
const NOBODIES: readonly (readonly [what: string, message: object, said: RegExp])[] = [
  ['a bot', { from: { id: 5, is_bot: true, first_name: 'B' } }, /Bots have no use/],
  ['an anonymous admin', { from: { id: 1087968824, is_bot: true, first_name: 'G' } }, /Anonymous/],
  ['a channel', { from: { id: 136817688, is_bot: true, first_name: 'C' } }, /Anonymous/],
  ['Telegram', { from: { id: 777000, is_bot: false, first_name: 'T' } }, /Anonymous/],
  ['a chat that speaks', { sender_chat: { id: -5, type: 'channel' } }, /Anonymous/],
  ['a linked channel’s post', { is_automatic_forward: true }, /Anonymous/],
  ['a forwarded message', { forward_origin: { type: 'user' } }, /was forwarded/],
  ['a deleted account', { from: { id: 6, is_bot: false, first_name: '' } }, /account is gone/],
  ['a new topic', { text: undefined, forum_topic_created: { name: 'x' } }, /Reply to somebody’s/],
  ['a group that moved', { text: undefined, migrate_to_chat_id: -1002 }, /no person behind/]
]

test('F5: no tip goes to anybody who is nobody: a reason is said, and no row is made', async t => {
  const { tg, gateway, person, fund } = await house(t)
  const [ann, bob] = [person(101, 'Ann'), person(102, 'Bob')]
  await fund(ann, 10_000_000)
  const rows = async () =>
    (await ask(told(gateway.dir)?.database_url ?? '', 'select count(*) from transfer'))[0]?.[0]
  const before = await rows()
  const { message } = bob.says('x', GROUP)
  for (const [what, more, said] of NOBODIES) {
    const seen = tg.shown.length
    ann.says('/tip 10', GROUP, { reply: { ...message, ...more } })
    const answer = await tg.until(() => tg.shown.slice(seen).find(m => m.chat === 101), what)
    t.match(answer.text, said, what)
  }
  t.equal(await rows(), before)
})

test('F8: a button is too old after a day, and a key ends by its own', async t => {
  const { tg, gateway, person, fund, has } = await house(t)
  const ann = person(111, 'Ann')
  await fund(ann, 10_000_000)
  ann.says(await invoice(gateway, 50_000))
  const pay = await tg.sees(111, /Pay 50 sat\?/)
  const url = told(gateway.dir)?.database_url ?? ''
  await ask(url, `update telegram_keyboard set expires_at = now() - interval '1 second'`)
  ann.presses(pay, /Pay/)
  await tg.until(
    () => tg.calls.find(({ params }) => /has been used or is too old/.test(String(params['text']))),
    'a refusal'
  )
  t.strictSame(await has(ann), { balance: 10_000_000, held: 0 })

  const before = tg.shown.length
  ann.says('/api')
  const menu = await tg.until(
    () => tg.shown.slice(before).find(m => /Keys for programs/.test(m.text)),
    'a new list'
  )
  ann.presses(menu, /Deposits only/)
  // The first was made to see what REST says.
  const secret = await tg.until(() => {
    const shown = tg.shown.filter(m => m.chat === 111 && m.text.includes('lgk_'))[1]
    return /lgk_(\w{8})\S+/.exec(shown?.text ?? '') ?? undefined
  }, 'a key')
  const status = async () =>
    (await gateway.ask('GET', '/v1/account', undefined, { key: secret[0] })).status
  t.equal(await status(), 200)
  const list = await tg.until(
    () => tg.shown.find(m => JSON.stringify(m.params).includes(`receive lgk_${secret[1] ?? ''}`)),
    'the key in the list'
  )
  ann.presses(list, new RegExp(`receive lgk_${secret[1] ?? ''}`))
  await tg.sees(111, /The key no longer works/)
  await until(async () => ((await status()) === 401 ? true : undefined))
})

test('what Telegram finds unchanged, or cannot mark up, holds nothing up', async t => {
  const { tg, gateway, person, fund } = await house(t)
  const ann = person(121, 'Ann')
  await fund(ann, 10_000_000)
  const same = new Refusal(400, 'Bad Request: message is not modified: specified new message …')
  tg.refuse('editMessageText', 1, same)
  ann.says(await invoice(gateway, 60_000))
  ann.presses(await tg.sees(121, /Pay 60 sat\?/), /Pay/)
  await tg.until(() => tg.calls.find(({ method }) => method === 'editMessageText'), 'an edit')
  tg.refuse('sendMessage', 1, new Refusal(400, "Bad Request: can't parse entities: no such type"))
  ann.says('/history')
  const plain = await tg.sees(121, /60 sat · payment/)
  t.same(plain.params['entities'], [], 'without marks, but said')

  tg.push({
    my_chat_member: {
      chat: { id: GROUP, type: 'supergroup', title: 'Group' },
      from: ann.user,
      date: 1,
      old_chat_member: { status: 'left', user: { id: 4242 } },
      new_chat_member: { status: 'member', user: { id: 4242 } }
    }
  } as never)
  await tg.sees(GROUP, /Reply to a message with \/tip 100[^]*\/setprivacy/)
})
