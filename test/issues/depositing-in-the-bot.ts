import { test } from 'tap'
import { msat } from '../../src/core/msat.ts'
import { cameWords, overWords } from '../../src/bot/screens/deposited.ts'
import type { Deposit } from '../../src/deposit/entity.ts'
import { house } from '../bot/harness/gateway.ts'

type Button = { readonly text: string; readonly url?: string }
const buttonsOf = (params: Readonly<Record<string, unknown>>): readonly Button[] =>
  (params['reply_markup'] as { inline_keyboard: Button[][] }).inline_keyboard.flat()

test('a deposit has its page and other ways, and says how it ended', async t => {
  const { tg, gateway, person } = await house(t, { PUBLIC_URL: 'https://pay.example' })
  const dora = person(61, 'Dora', 'dora', 'de')
  dora.says('/start')
  await tg.sees(61, /Willkommen/)

  dora.says('/deposit 5000')
  const offered = await tg.sees(61, /Bezahle das, um 5\.000 sat einzuzahlen \(gilt noch \d+ /)
  const [page, ...others] = buttonsOf(offered.params)
  t.match(page, { text: '🔗 In einer Wallet öffnen', url: /^https:\/\/pay\.example\/pay\/dep_/ })
  t.same(
    others.map(({ text }) => text),
    ['🏪 Bezahlseite (BTCPay)', '⚡ Lightning (über Charge)', '⛓ Bitcoin on-chain']
  )

  dora.presses(offered, /on-chain/)
  const onChain = await tg.sees(
    61,
    /Sende 0\.00005000 BTC an\nbcrt1\w+\n\nNötige Bestätigungen on-chain: 3/
  )
  t.match(buttonsOf(onChain.params), [{ text: '🔗 In einer Wallet öffnen' }])
  t.equal(buttonsOf(onChain.params).length, 1, 'its way is chosen')
  const address = /bcrt1\w+/.exec(onChain.text)?.[0]
  await gateway.ask('POST', '/sandbox/chain/pay', { address, amount_sat: 2_000 })
  await tg.sees(61, /Eingegangen: 2\.000 sat von 5\.000 sat\. Es fehlen 3\.000 sat/)
  await tg.sees(61, /2\.000 sat sind da\. Dein Guthaben: 2\.000 sat/)
  dora.says('/deposit any')
  await tg.sees(61, /Bezahle hierauf einen beliebigen Betrag/)
})

test('no button leads to this machine alone; what is paid in parts is added up', async t => {
  const { tg, gateway, person } = await house(t)
  const ann = person(62, 'Ann')
  ann.says('/deposit 5000')
  const offered = await tg.sees(62, /deposit 5,000 sat/)
  t.notOk(buttonsOf(offered.params).some(({ url }) => url !== undefined))

  ann.presses(offered, /on-chain/)
  const { text } = await tg.sees(62, /Send 0\.00005000 BTC to\nbcrt1/)
  const address = /bcrt1\w+/.exec(text)?.[0]
  await gateway.ask('POST', '/sandbox/chain/pay', { address, amount_sat: 2_000 })
  await tg.sees(62, /Received: 2,000 sat of 5,000 sat/)
  await gateway.ask('POST', '/sandbox/chain/pay', { address, amount_sat: 3_000 })
  await tg.sees(62, /^⚡ Received: 5,000 sat$/)
  await tg.sees(62, /One more payment: 5,000 sat in all\. Your balance: 5,000 sat/)
})

test('a way that is paused is not offered', async t => {
  const { tg, person } = await house(t, { DEPOSIT_MAX_SHARE: '0' })
  person(63, 'Eve').says('/deposit 5000')
  const { params } = await tg.sees(63, /deposit 5,000 sat/)
  t.notMatch(JSON.stringify(params), /BTCPay|Charge|chain/)
})

test('late, partial, on its way and expired read differently', t => {
  const at = (minute: number): Date => new Date(Date.UTC(2026, 0, 1, 0, minute))
  const deposit = (more: Partial<Deposit>): Deposit =>
    ({
      amountMsat: msat(5_000),
      receivedMsat: msat(5_000),
      payments: [],
      expiresAt: at(10),
      settledAt: at(5),
      ...more
    }) as unknown as Deposit
  t.equal(cameWords('en', deposit({})).text, '⚡ Received: 5 sat')
  t.equal(
    cameWords('en', deposit({ settledAt: at(11) })).text,
    '⚡ Received after it had expired: 5 sat'
  )
  t.equal(
    cameWords('en', deposit({ receivedMsat: msat(2_000), settledAt: at(11) })).text,
    '⚡ Received: 2 sat of 5 sat. 3 sat is missing.'
  )
  t.equal(cameWords('en', deposit({ amountMsat: null })).text, '⚡ Received: 5 sat')
  t.match(overWords('en', deposit({})).text, /expired, and nothing came in/)
  const payments = [{ state: 'pending', amountMsat: msat(4_000) }] as unknown as Deposit['payments']
  t.match(overWords('de', deposit({ payments })).text, /^⏳ 4 sat sind unterwegs/)
  t.end()
})
