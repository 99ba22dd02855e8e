import { t as file, test, type Test } from 'tap'
import type { Update } from 'grammy/types'
import { GROUP, house, type House } from './harness/gateway.ts'
import { Refusal } from './harness/methods.ts'

const SECRET = 'only-telegram-knows-this-of-all-32'

// Side by side: each has a gateway of its own, and most of the time one waits.
file.jobs = 3

/** People's updates go to the webhook, as often as one likes. */
async function called(t: Test): Promise<House & { deliver: (times: number) => Promise<void> }> {
  const all = await house(t, { TELEGRAM_WEBHOOK_SECRET: SECRET })
  await all.tg.until(() => (all.tg.webhook.url === '' ? undefined : true), 'a webhook')
  const deliver = async (times: number): Promise<void> => {
    const waiting = all.tg.queue.splice(0)
    const copies = Array.from({ length: times }, () => waiting.toReversed()).flat()
    const statuses = await Promise.all(copies.map(async update => all.tg.post(update)))
    if (statuses.some(status => status !== 200)) throw new Error(statuses.join())
  }
  return { ...all, deliver }
}

test('F1, F2: only who knows the secret is heard; each update twenty times has one effect', async t => {
  const { tg, gateway, person, deliver } = await called(t)
  const [ann, bob] = [person(21, 'Ann'), person(22, 'Bob')]
  ann.says('/start')
  const [start] = tg.queue as [Update]
  t.equal(await tg.post(start, ''), 401, 'no secret')
  t.equal(await tg.post(start, `${SECRET}x`), 401, 'another secret')
  t.equal(await tg.post(start, SECRET, '/telegram/other'), 404, 'another path')
  t.strictSame(tg.shown, [], 'and nothing came of it')
  await deliver(20)
  await tg.sees(21, /Welcome/)
  const wish = { to: 'telegram:21', amount_msat: 50_000_000 }
  t.match(await gateway.ask('POST', '/v1/transfers', wish), { body: { status: 'settled' } })
  bob.says('/start')
  const said = bob.says('hello', GROUP)
  await deliver(1)
  await tg.sees(22, /Welcome/)
  for (let n = 0; n < 5; n++) ann.says('/tip 100', GROUP, { reply: said.message })
  await deliver(20)
  await tg.sees(GROUP, /500 sat \(5 tips from Ann\)/)
  const balance = async () => (await gateway.ask('GET', '/v1/account')).body['balance_msat']
  t.equal(await balance(), 1_000_000_000 - 50_000_000)
  bob.says('/balance')
  await deliver(20)
  await tg.sees(22, /Your balance: 500 sat/)
  t.equal(tg.shown.filter(m => /Your balance/.test(m.text)).length, 1)

  ann.says('/tip 7', GROUP, { reply: said.message })
  const update = tg.queue[0] as Update
  await deliver(1)
  await tg.sees(GROUP, /507 sat/)
  // Telegram's numbers may start anew: the message is what counts.
  await tg.post({ ...update, update_id: update.update_id + 5_000 })
  bob.says('/balance')
  await deliver(1)
  await tg.sees(22, /Your balance: 507 sat/)
})

test('F4 to F8: names, strangers, markup and other people’s buttons', async t => {
  const { tg, person, fund, has, gateway } = await house(t)
  const ann = person(31, 'Ann')
  await fund(ann, 100_000_000)

  await t.test('F4: a name is no address', async () => {
    const [old, now] = [person(32, 'Old', 'wanted'), person(33, 'New', 'wanted')]
    for (const bearer of [old, now]) {
      const before = tg.shown.length
      bearer.says('/balance', GROUP)
      await tg.until(() => tg.shown[before], 'a hint')
    }
    ann.says('/send 500 @wanted')
    const ask = await tg.sees(31, /Send 500 sat to New\?\nTelegram ID 33, known since/)
    ann.presses(ask, /Send/)
    await tg.sees(31, /500 sat is waiting for New/)
    ann.says('/send 500 @nobody_seen')
    await tg.sees(31, /not know who @nobody_seen is/)
    old.says('/start')
    old.says('/balance')
    await tg.sees(32, /Your balance: 0 sat/)
    now.says('/start')
    await tg.sees(33, /Ann sent you 500 sat/)
  })

  await t.test('F5: whom nobody knows is not tipped, and the tipper is told why', async () => {
    const bob = person(34, 'Bob')
    const { message } = bob.says('x', GROUP)
    const from = {
      id: 1087968824,
      is_bot: true,
      first_name: 'Group',
      username: 'GroupAnonymousBot'
    }
    ann.says('/tip 10', GROUP, { reply: { ...message, from } })
    await tg.sees(31, /Anonymous admins/)
    ann.says('/tip 10', GROUP, { reply: ann.says('mine', GROUP).message })
    await tg.sees(31, /cannot tip yourself/)
    ann.says('/tip 10', GROUP, { more: { sender_chat: { id: GROUP } }, reply: message })
    await tg.sees(GROUP, /Anonymous admins/)
    tg.push({
      edited_message: ann.says('nothing', GROUP, { reply: message, more: { text: '/tip 9' } })
        .message
    } as never)
    await tg.sees(31, /Editing a message moves no sats/)
  })

  await t.test('F7: nothing that people are called is markup', async t => {
    const eve = person(35, '<a href="tg://user?id=1">Bank</a>\u202E\u200B')
    const { message } = eve.says('look', GROUP)
    ann.says('/tip 10 <b>*_`[x](http://evil)', GROUP, { reply: message })
    eve.says('/start')
    const got = await tg.sees(35, /Ann sent you 10 sat in Group/)
    t.match(got.text, '<b>*_`[x](http://evil)')
    const welcome = await tg.sees(35, /Welcome/)
    t.match(welcome.text, '<a href="tg://user?id=1">Bank</a>')
    t.notMatch(welcome.text, /[\u202E\u200B]/)
    for (const { params } of tg.shown) {
      t.equal(params['parse_mode'], undefined)
      t.match(params['link_preview_options'] ?? { is_disabled: true }, { is_disabled: true })
    }
  })

  await t.test('F8: a money button is for one person, once', async t => {
    const eve = person(36, 'Eve')
    eve.says('/start')
    const made = await gateway.ask('POST', '/sandbox/wallet/invoice', { amount_msat: 70_000 })
    ann.says(String(made.body['bolt11']))
    const ask = await tg.sees(31, /Pay 70 sat\?/)
    eve.presses(ask, /Pay/)
    const answers = () => tg.calls.filter(({ method }) => method === 'answerCallbackQuery')
    await tg.until(
      () => answers().find(({ params }) => /somebody else/.test(String(params['text']))),
      'a refusal'
    )
    const params = { ...ask.params }
    for (let n = 0; n < 10; n++) ann.presses({ ...ask, params }, /Pay/)
    await tg.sees(31, /✅ Paid 70 sat/)
    await tg.until(
      () => answers().filter(({ params }) => /has been used/.test(String(params['text'])))[8],
      'nine refusals'
    )
    ann.presses({ ...ask, params }, /Cancel/)
    t.strictSame((await has(ann)).held, 0)
  })
})

test('429 is obeyed, "not modified" is no error, a bot that is blocked is left alone', async t => {
  const { tg, person } = await house(t)
  const ann = person(41, 'Ann')
  tg.refuse(
    'sendMessage',
    1,
    new Refusal(429, 'Too Many Requests: retry after 1', { retry_after: 1 })
  )
  ann.says('/start')
  await tg.sees(41, /Welcome/)
  const sends = tg.calls.filter(({ method }) => method === 'sendMessage')
  t.equal(sends.length, 2)
  t.ok((sends[1]?.at ?? 0) - (sends[0]?.at ?? 0) >= 1_000)
})
