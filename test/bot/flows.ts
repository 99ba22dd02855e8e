import { test } from 'tap'
import { toBuffer } from 'qrcode'
import { LNSMS } from '../e2e/harness/place.ts'
import { invoice, texts } from '../e2e/harness/money.ts'
import { GROUP, house } from './harness/gateway.ts'

test('a newcomer deposits, tips, buys and withdraws in every way, and REST agrees to the msat', async t => {
  const { tg, gateway, person, has } = await house(t, LNSMS)
  const [ann, bob] = [person(11, 'Ann'), person(12, 'Bob')]
  ann.says('/start')
  await tg.sees(11, /Welcome, Ann/)

  ann.says('/deposit 5000')
  const asked = await tg.sees(11, /Pay this to deposit 5,000 sat/)
  t.ok(asked.isPhoto, 'with its QR picture')
  const bolt11 = /lnbcrt\w+/.exec(asked.text)?.[0]
  await gateway.ask('POST', '/sandbox/wallet/pay', { bolt11 })
  const told = await tg.sees(11, /Received: 5,000 sat/)
  t.equal(told.id, asked.id, 'the same message says so')

  const said = bob.says('something kind', GROUP)
  ann.says('/tip 100 thanks', GROUP, { reply: said.message })
  await tg.sees(GROUP, /🏅 100 sat from Ann\nTo get it, start a chat/)
  ann.says('well put, tip!1k', GROUP, { reply: said.message })
  await tg.sees(GROUP, /🏅 1,100 sat \(2 tips from Ann\)/)
  t.equal(tg.shown.filter(m => m.chat === GROUP).length, 1, 'one message per tipped message')
  bob.says('/start claim')
  await tg.sees(12, /received 1,100 sat in 2 tips from Ann|Ann sent you 1,000 sat in Group/)
  t.strictSame(await has(bob), { balance: 1_100_000, held: 0 })

  ann.says('/buy lnsms')
  const number = await tg.sees(11, /Text message · 1\/2/)
  ann.says('not a number')
  await tg.sees(11, /That does not work here. Write a phone number/)
  ann.says('+19876543210')
  await tg.sees(11, /Text message · 2\/2/)
  ann.says('hello from the bot')
  const summary = await tg.sees(11, /Price: /)
  ann.presses(summary, /Buy/)
  // Delivery may be quicker than the message that says paid.
  await tg.sees(11, /(✅ Text message: paid|📦 Text message: delivered, [\d,.]+ sat paid)/)
  t.same(await texts(gateway), ['hello from the bot'])
  t.ok(number)

  ann.says(`please pay ${(await invoice(gateway, 200_000)).toUpperCase()} soon`)
  ann.presses(await tg.sees(11, /Pay 200 sat\?/), /Pay/)
  await tg.sees(11, /✅ Paid 200 sat/)

  ann.sends(await toBuffer(`lightning:${await invoice(gateway, 300_000)}`, { scale: 4 }))
  ann.presses(await tg.sees(11, /Pay 300 sat\?/), /Pay/)
  await tg.sees(11, /✅ Paid 300 sat/)

  const origin = {
    type: 'user',
    date: 1,
    sender_user: { id: 99, is_bot: true, first_name: 'Other' }
  }
  const request = `Deposit 400 sats here:\n${await invoice(gateway, 400_000)}`
  ann.says(request, 11, { more: { forward_origin: origin } })
  ann.presses(await tg.sees(11, /Pay 400 sat\?/), /Pay/)
  await tg.sees(11, /✅ Paid 400 sat/)

  ann.says('/balance')
  const { balance, held } = await has(ann)
  const shown = await tg.sees(11, /Your balance: [\d,.]+ sat$/)
  const sats = /balance: ([\d,.]+) sat/.exec(shown.text)?.[1]?.replaceAll(',', '')
  t.equal(Math.round(Number(sats) * 1000), balance)
  t.equal(held, 0)
  ann.says('/history')
  const row = await tg.sees(11, /\/tx_pay_[0-9a-f]{32}/)
  ann.says(/\/tx_pay_[0-9a-f]{32}/.exec(row.text)?.[0] ?? '')
  await tg.sees(11, /Preimage: [0-9a-f]{64}/)
})
