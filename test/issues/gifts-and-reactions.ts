import { test } from 'tap'
import { GROUP, house } from '../bot/harness/gateway.ts'
import { inline } from '../bot/harness/look.ts'
import { told } from '../e2e/harness/place.ts'
import { ask as sql } from '../harness/sql.ts'

test('a gift that cannot be given, and a ⚡ after its amount was changed', async t => {
  const { tg, gateway, person, fund } = await house(t)
  const [ann, bob] = [person(71, 'Ann'), person(72, 'Bob')]
  await fund(ann, 100_000)
  bob.says('/start')
  await tg.sees(72, /Welcome/)
  const texts = () =>
    tg.calls
      .filter(({ method }) => method === 'editMessageText')
      .filter(({ params }) => params['inline_message_id'] !== undefined)
      .map(({ params }) => String(params['text']))

  await t.test('a gift above the balance: all see that it is off, its giver why', async t => {
    ann.asksInline('send 250')
    const offered = await tg.until(
      () => tg.calls.find(({ method }) => method === 'answerInlineQuery'),
      'an offer'
    )
    bob.pressesInline(/"callback_data":"([^"]+)"/.exec(JSON.stringify(offered.params))?.[1] ?? '')
    const text = await tg.until(() => texts()[0], 'the end of the gift')
    t.equal(text, '🎁 250 sat: this gift is no longer there.')
    await tg.sees(71, /🎁 250 sat.*\nNot enough sats[^]*takes 250 sat, and you have 100 sat/)
    t.notMatch(gateway.said(), /an update failed/)
  })

  await t.test('who takes one and never started the bot reads how to get it', async t => {
    const cid = person(73, 'Cid')
    ann.asksInline('send 5')
    cid.pressesInline((await inline(tg, 1)).data)
    const text = await tg.until(() => texts()[1], 'the end of the gift')
    t.equal(text, '🎁 5 sat went to Cid.\nTo get it, start a chat with me.')
    const { params } = tg.calls.findLast(({ method }) => method === 'editMessageText') ?? {}
    t.match(JSON.stringify(params), /start=claim/)
    cid.says('/start claim')
    await tg.sees(73, /Ann sent you 5 sat/)
    t.equal(
      await tg.until(() => texts()[2], 'that it was claimed'),
      '💛 5 sat sent to Cid and received.'
    )
    const end = tg.calls.findLast(({ method }) => method === 'editMessageText')?.params ?? {}
    t.strictSame(end['reply_markup'], { inline_keyboard: [] }, 'and the button is gone')
  })

  await t.test('one that nobody came for says that it went back', async t => {
    const dan = person(74, 'Dan')
    ann.asksInline('send 6')
    dan.pressesInline((await inline(tg, 2)).data)
    await tg.until(
      () => texts().find(text => /6 sat went to Dan\.\nTo get it/.test(text)),
      'it waits'
    )
    const url = told(gateway.dir)?.database_url ?? ''
    await sql(url, `update transfer set expires_at = now() where state = 'claimable'`)
    await tg.until(() => texts().find(text => text === '↩️ 6 sat for Dan went back.'), 'its return')
    const end = tg.calls.findLast(({ method }) => method === 'editMessageText')?.params ?? {}
    t.strictSame(end['reply_markup'], { inline_keyboard: [] })
    await tg.sees(71, /Dan did not claim 6 sat, so you have it back/)
  })

  await t.test('who comes for what is no longer there is told so', async () => {
    const [cid, dan] = [person(73, 'Cid'), person(74, 'Dan')]
    cid.says('/start claim')
    await tg.sees(73, /^Nothing is waiting for you any more\. Your balance: 5 sat$/)
    dan.says('/start claim')
    await tg.sees(74, /^Welcome, Dan!/)
    dan.says('/start claim')
    await tg.sees(74, /^Nothing is waiting for you any more\. Your balance: 0 sat$/)
  })

  await t.test('a second ⚡ below one message is the same tip, whatever is set by now', async t => {
    const { message } = bob.says('worth a zap', GROUP)
    ann.says('/settings')
    const menu = await tg.sees(71, /^Settings/)
    ann.presses(menu, /⚡ Tip by reaction: off/)
    const shown = (amount: RegExp) =>
      tg.until(() => tg.shown.find(m => amount.test(JSON.stringify(m.params))), 'the setting')
    const next = await shown(/⚡ Tip by reaction: 10 sat/)
    ann.reacts(GROUP, message.message_id, '⚡')
    await tg.sees(GROUP, /🏅 10 sat from Ann/)
    ann.presses(next, /⚡ Tip by reaction: 10 sat/)
    await shown(/⚡ Tip by reaction: 21 sat/)
    ann.reacts(GROUP, message.message_id, '⚡')
    ann.says('/balance')
    await tg.sees(71, /balance: 85 sat/)
    t.strictSame(
      tg.shown.filter(m => m.chat === 71 && /did not work|Idempotency/.test(m.text)),
      [],
      'and nobody is told of a key'
    )
  })
})
