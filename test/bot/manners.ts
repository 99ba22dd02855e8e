import { test } from 'tap'
import { LNSMS } from '../e2e/harness/place.ts'
import { GROUP, house } from './harness/gateway.ts'

test('gifts inline, tips by ⚡, keys, settings in another language, dialogs that go back', async t => {
  const { tg, person, fund, has } = await house(t, LNSMS)
  const [ann, bob] = [person(61, 'Ann'), person(62, 'Bob')]
  await fund(ann, 10_000_000)
  bob.says('/start')
  await tg.sees(62, /Welcome/)

  ann.asksInline('send 250')
  const offered = await tg.until(
    () => tg.calls.find(({ method }) => method === 'answerInlineQuery'),
    'an offer'
  )
  const data = /"callback_data":"([^"]+)"/.exec(JSON.stringify(offered.params))?.[1] ?? ''
  ann.pressesInline(data)
  for (let n = 0; n < 3; n++) bob.pressesInline(data)
  await tg.sees(62, /Ann sent you 250 sat/)
  t.equal((await has(bob)).balance, 250_000, 'once, and not by its giver')

  const { message } = bob.says('worth a zap', GROUP)
  ann.says('/settings')
  ann.presses(await tg.sees(61, /^Settings/), /⚡ Tip by reaction: off/)
  const menu = await tg.until(
    () => tg.shown.find(m => m.chat === 61 && /reaction: 10 sat/.test(JSON.stringify(m.params))),
    'the new setting'
  )
  for (let n = 0; n < 3; n++) ann.reacts(GROUP, message.message_id, '⚡')
  ann.reacts(GROUP, message.message_id, '🎉')
  await tg.sees(GROUP, /🏅 10 sat from Ann/)
  ann.presses(menu, 'Deutsch')
  await tg.sees(61, /^Einstellungen/)
  ann.says('/balance')
  await tg.sees(61, /Dein Guthaben: 9.740 sat/)

  ann.says('/start buy_lnsms')
  await tg.sees(61, /1\/2/)
  ann.says('+19876543210')
  ann.presses(await tg.sees(61, /2\/2/), /Zurück/)
  ann.presses(await tg.sees(61, /1\/2/), /Abbrechen/)
  await tg.sees(61, /Abgebrochen/)
  ann.says('+19876543210')
  await tg.sees(61, /nicht verstanden/)

  ann.says('/withdraw all')
  await tg.sees(61, /Du kannst 9\.643 sat senden; 97 sat bleiben/)
  ann.says('/coinflip 100')
  await tg.sees(61, /Spiel kenne ich nicht/)
  bob.says('/balance', GROUP)
  await tg.sees(GROUP, /between you and me/)
})
