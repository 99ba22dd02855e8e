import { test } from 'tap'
import { GROUP, house } from '../bot/harness/gateway.ts'
import { faults, invoice } from '../e2e/harness/money.ts'

test('what has not gone out can be taken back, and is told once', async t => {
  const { tg, gateway, person, fund, has, known } = await house(t)
  const ann = person(81, 'Ann')
  const guy = person(82, 'Guy', 'guy_here')
  guy.says('hello', GROUP)
  await known(guy)
  await fund(ann, 1_000_000)

  await t.test(
    'a payment that waits for its turn has a button, one that was sent none',
    async t => {
      await faults(gateway, { is: 'stall', ms: 20_000, then: 'settle' })
      ann.says(await invoice(gateway, 100_000))
      ann.presses(await tg.sees(81, /Pay 100 sat\?/), /Pay/)
      const sent = await tg.sees(81, /100 sat is still on its way/)
      t.notMatch(JSON.stringify(sent.params), /Take it back/)
      // New people have one payment out at a time.
      ann.says(await invoice(gateway, 200_000))
      ann.presses(await tg.sees(81, /Pay 200 sat\?/), /Pay/)
      const waits = await tg.sees(81, /200 sat is waiting for its turn/)
      ann.presses(waits, /Take it back/)
      const back = await tg.sees(81, /200 sat not paid. You have your sats back.\nIt was cancelled/)
      t.equal(back.id, waits.id)
      await tg.sees(81, /✅ Paid 100 sat/)
      t.equal((await has(ann)).held, 0)
      const { balance } = await has(ann)
      t.ok(balance <= 900_000 && balance > 890_000, String(balance))
    }
  )

  await t.test('who takes a gift back does not also read that nobody claimed it', async t => {
    ann.says('/send 50 @guy_here')
    ann.presses(await tg.sees(81, /Send 50 sat to Guy/), /Send/)
    ann.presses(await tg.sees(81, /50 sat is waiting for Guy until/), /Take it back/)
    await tg.sees(81, /50 sat for Guy came back to you/)
    // What happens to an account is told in its order.
    await gateway.ask('POST', '/v1/transfers', { to: 'telegram:81', amount_msat: 5_000 })
    await tg.sees(81, /sandbox sent you 5 sat/)
    t.notOk(tg.shown.find(({ chat, text }) => chat === 81 && /did not claim/.test(text)))
  })
})
