import { test } from 'tap'
import { GROUP, house } from '../bot/harness/gateway.ts'

test('whoever has set a money sees it beside sats, and may type it; a group reads sats', async t => {
  const { tg, person, fund, has } = await house(t)
  const [ann, bob] = [person(71, 'Ann'), person(72, 'Bob', 'bob_here')]
  await fund(ann, 10_000_000)
  bob.says('/start')
  await tg.sees(72, /Welcome/)

  ann.says('/balance')
  await tg.sees(71, /Your balance: 10,000 sat$/)
  ann.says('/set unit eur')
  await tg.sees(71, /^Settings$/)
  ann.says('/balance')
  await tg.sees(71, /Your balance: 10,000 sat \(≈ €\d+\.\d\d\)/)

  await t.test('a tip in dollars is looked at in sats before it is given', async t => {
    const said = bob.says('hello', GROUP)
    ann.says('/tip $1 thanks', GROUP, { reply: said.message })
    const asked = await tg.sees(71, /^\$1\.00 is [\d,.]+ sat at the rate of .* UTC\. Send it\?/)
    t.equal((await has(bob)).balance, 0, 'nothing has moved')
    ann.presses(asked, /sat → Bob/)
    const sats = /is ([\d,.]+) sat/.exec(asked.text)?.[1] ?? ''
    await tg.sees(GROUP, new RegExp(`🏅 ${sats} sat from Ann`))
    t.equal((await has(bob)).balance, Number(sats.replaceAll(',', '')) * 1000)
    t.notMatch(JSON.stringify(tg.shown.filter(m => m.chat === GROUP)), /[€$]/)
  })

  await t.test('what is paid or sent by name shows both on its own question', async () => {
    ann.says('/send 1€ @bob_here')
    await tg.sees(71, /Send [\d,.]+ sat \(≈ €1\.00\) to Bob\?/)
    ann.says('/deposit 2 €')
    await tg.sees(71, /Pay this to deposit [\d,.]+ sat \(≈ €2\.00\)/)
  })

  await t.test('what no rate is known for is refused in words', async () => {
    ann.says('/send 1 BTC @bob_here')
    await tg.sees(71, /cannot count in BTC/)
    ann.says('/set unit off')
    await tg.sees(71, /^Settings$/)
    ann.says('/balance')
    await tg.sees(71, /Your balance: [\d,.]+ sat$/)
  })
})
