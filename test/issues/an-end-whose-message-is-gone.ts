// A payment said "I will tell you how it ends" in a message that its payer deleted, with the rest
// of the chat: its end was told by editing that message, and so to nobody.
import { test } from 'tap'
import { faults, invoice } from '../e2e/harness/money.ts'
import { house } from '../bot/harness/gateway.ts'

test('how a payment ended is told, also where its message was deleted', async t => {
  const { tg, gateway, person, fund } = await house(t)
  const ann = person(71, 'Ann')
  await fund(ann, 1_000_000)
  await faults(gateway, { is: 'stall', ms: 8_000, then: 'settle' })
  ann.says(await invoice(gateway, 300_000))
  ann.presses(await tg.sees(71, /Pay 300 sat\?/), /Pay/)
  const held = await tg.sees(71, /300 sat is still on its way/)
  held.deleted = true
  const told = await tg.sees(71, /✅ Paid 300 sat/)
  t.not(told.id, held.id)
  ann.says('/balance')
  await tg.sees(71, /Your balance/)
  t.equal(tg.shown.filter(m => /✅ Paid 300 sat/.test(m.text)).length, 1, 'once')
})
