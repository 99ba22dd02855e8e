// Doorbells that ring too often: what charge and Electrum tell twenty times is one credit.
import { test } from 'tap'
import { noticeToken } from '../../src/deposit/sources/charge.ts'
import { payOnChain } from '../../src/sandbox/payment-services/chain-payments.ts'
import { doors, invoiceOf, post, until } from './harness/doors.ts'
import { elsewhere } from './harness/elsewhere.ts'

test('charge and Electrum told twenty times, in any order, to three gateways: one credit each', async t => {
  const on = await elsewhere(t)
  const app = await doors(t, on)
  const alice = await on.user()
  const stops = [on.gateway(), on.gateway(), on.gateway()]
  const charged = [await on.ask(alice, 'charge', 5), await on.ask(alice, 'charge', 6)]
  const [first, second] = [
    await on.ask(alice, 'onchain', 3_000),
    await on.ask(alice, 'onchain', 4_000)
  ]
  const paths = {
    charge: `/notices/charge/${noticeToken(on.keys.charge.token)}`,
    electrum: `/notices/electrum/${noticeToken(on.keys.electrum.password)}`
  }
  const notes: (readonly [path: string, body: string])[] = []
  for (const deposit of charged)
    for (const status of ['unpaid', 'paid', 'expired'])
      notes.push([paths.charge, JSON.stringify({ id: await invoiceOf(on, deposit), status })])
  for (const deposit of [first, second])
    for (const status of ['00', 'ff', null])
      notes.push([
        paths.electrum,
        JSON.stringify({ address: await invoiceOf(on, deposit), status })
      ])
  const tell = async (): Promise<void> => {
    const answers = notes.toReversed().map(async ([path, body]) => post(app, path, body))
    t.strictSame(new Set(await Promise.all(answers)), new Set([204]))
  }
  await tell()
  t.equal(await on.balance(alice), 0n, 'what is only said is not credited')
  on.pay(charged[0]?.bolt11 ?? '')
  const paid = { coin: 'BTC', sats: 3_000n, confirmations: 3 } as const
  payOnChain(on.network, { ...paid, address: first.address ?? '' })
  for (let times = 0; times < 20; times++) await tell()
  t.ok(await until(async () => (await on.balance(alice)) === 3_005_000n))
  await Promise.all(stops.map(async stop => stop()))
  t.equal(await on.balance(alice), 3_005_000n)
  t.equal((await on.sql(`select from entry where kind = 'deposit'`)).length, 2)
  t.same(await on.wrong(), [])
})
