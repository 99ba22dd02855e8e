import bech32 from 'bech32'
import { test } from 'tap'
import { toBuffer } from 'qrcode'
import { LNSMS } from '../e2e/harness/place.ts'
import { faults, invoice } from '../e2e/harness/money.ts'
import { house } from '../bot/harness/gateway.ts'
import { seen } from '../bot/harness/look.ts'
import { honest, service } from '../payment/fixtures/lnurl-service.ts'

const ON_CHAIN = 'bc1qw508d6qejxtdg4y5r3zarvary0c5xw7kv8f3t4'

test('who pays sees what they have, and what cannot be paid says what it is', async t => {
  const { tg, gateway, person, fund } = await house(t, LNSMS)
  const [ann, dora] = [person(41, 'Ann'), person(42, 'Dora', 'dora', 'de')]
  await fund(ann, 1_000_000)

  await t.test('what there is, the payee in short, how long it lasts', async t => {
    ann.says(await invoice(gateway, 100_000))
    const { text } = await tg.sees(41, /^Pay 100 sat\?/)
    t.match(
      text,
      /To: [0-9a-f]{8}…[0-9a-f]{6}\nExpires in \d+ \w+\nFee: at most 5 sat\nYou have: 1,000 sat/
    )
  })

  await t.test('what cannot be covered offers to deposit the rest', async () => {
    ann.says(await invoice(gateway, 2_000_000))
    const asked = await tg.sees(41, /You have 1,000 sat, and this takes up to 2,020 sat/)
    ann.presses(asked, /Deposit 1,020 sat/)
    await tg.sees(41, /Pay this to deposit 1,020 sat/)
  })

  await t.test(
    'what the payee takes stands in the question, before an amount is typed',
    async t => {
      const { origin } = await service(t, honest)
      ann.says(bech32.encode('lnurl', bech32.toWords(Buffer.from(`${origin}/pay`)), 4_000))
      const { text } = await tg.sees(41, /How much do you want to send/)
      t.match(text, /For: “Coffee for Alice”\nFrom 1 sat to 100 sat\.$/)
      ann.says('101')
      t.match(
        (await tg.sees(41, /That amount is not taken there/)).text,
        /From 1 sat to 100 sat\.$/,
        'also after one that is not within it'
      )
      ann.says('/cancel')
    }
  )

  await t.test('/withdraw remembers how much, and all is whole sats', async () => {
    ann.says('/withdraw 500')
    await tg.sees(41, /Where should 500 sat go\?/)
    ann.says('/withdraw all')
    await tg.sees(41, /You can send 990 sat; 10 sat stays here/)
  })

  await t.test('what cannot be paid from here is named, also on a QR code', async () => {
    const picture = await toBuffer(`bitcoin:${ON_CHAIN}?amount=1`, { scale: 4 })
    ann.says(ON_CHAIN)
    await tg.sees(41, /cannot pay this. It is an on-chain address/)
    ann.says(`lno1${'q'.repeat(80)}`)
    await tg.sees(41, /cannot pay this. It is a BOLT 12 offer/)
    const n = (): number => tg.shown.filter(m => m.chat === 41 && /on-chain/.test(m.text)).length
    const { message } = ann.says('hm')
    const link = { type: 'text_link', offset: 0, length: 4, url: `bitcoin:${ON_CHAIN}` } as const
    const ways = [
      () => ann.says(`/pay ${ON_CHAIN}`),
      () => ann.says(`/send 100 ${ON_CHAIN}`),
      () => ann.says(`/withdraw all ${ON_CHAIN}`),
      () => ann.says('/pay', 41, { reply: { ...message, text: `here: ${ON_CHAIN}` } }),
      () => ann.says('here', 41, { entities: [link] }),
      () => ann.sends(picture)
    ]
    for (const way of ways) {
      const before = n()
      way()
      await tg.until(() => n() > before || undefined, String(way))
    }
  })

  await t.test('a wrong answer repeats the question, with its way out', async t => {
    ann.says('/deposit')
    ann.presses(await tg.sees(41, /How much do you want to deposit\?/), /Other amount/)
    await seen(tg, 41, /deposit, in sats\?/, 0)
    ann.says('as much as I can')
    const again = await seen(tg, 41, /deposit, in sats\?/, 1)
    t.match(JSON.stringify(again.params), /Cancel/)
    ann.says('/cancel')
  })

  await t.test('a dialog in German: place, rule, a number as people write it', async t => {
    await fund(dora, 1_000_000)
    dora.says('/sms')
    const first = await tg.sees(42, /💬 SMS · 1\/2\nTelefonnummer\nMit Ländervorwahl/)
    t.match(JSON.stringify(first.params), /Abbrechen/)
    dora.says('keine Nummer')
    await tg.sees(42, /Das passt hier nicht[^]*1\/2\nTelefonnummer/)
    dora.says('+1 (987) 654-3210')
    await tg.sees(42, /💬 SMS · 2\/2\nNachricht/)
    dora.says('/sms +1 987 654 3210 hallo du')
    const summary = await tg.sees(
      42,
      /💬 SMS\nTelefonnummer: \+19876543210\nNachricht: hallo du\nPreis:/
    )
    t.match(summary.text, /ℹ️ Die SMS geht raus/)
  })

  await t.test('that it is being paid is said only if that takes long', async t => {
    const said = (id: number): readonly string[] =>
      tg.calls
        .filter(({ method, params }) => /^edit/.test(method) && params['message_id'] === id)
        .map(({ params }) => String(params['text']).split('\n')[0] ?? '')
    for (const [amount, ms] of [
      [11_000, 0],
      [12_000, 2_000]
    ] as const) {
      if (ms > 0) await faults(gateway, { is: 'stall', ms, then: 'settle' })
      ann.says(await invoice(gateway, amount))
      const asked = await tg.sees(41, new RegExp(`^Pay ${amount / 1_000} sat`))
      ann.presses(asked, /Pay/)
      await tg.sees(41, new RegExp(`✅ Paid ${amount / 1_000} sat`))
      const going = ms > 0 ? [`⏳ Paying ${amount / 1_000} sat …`] : []
      t.strictSame(said(asked.id), [...going, `✅ Paid ${amount / 1_000} sat (fee 0 sat)`])
    }
  })
})
