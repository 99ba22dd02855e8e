// Deposits through BTCPay Server, at its local copy: opened once, credited once, and what is gone.
import { test } from 'tap'
import { HOUSE } from '../../src/core/ids.ts'
import type { Deposit } from '../../src/deposit/entity.ts'
import { orderOf } from '../../src/deposit/sources/btcpay-wire.ts'
import { invoicesOf } from '../../src/sandbox/payment-services/btcpay-invoices.ts'
import { payOnChain, reorganise } from '../../src/sandbox/payment-services/chain-payments.ts'
import { elsewhere, type Elsewhere } from './harness/elsewhere.ts'

const chain = (on: Elsewhere, deposit: Deposit, sats: number, confirmations: number) =>
  payOnChain(on.network, {
    address: deposit.address ?? '',
    coin: 'BTC',
    sats: BigInt(sats),
    confirmations
  })

test('a deposit by BTCPay Server shows its ways', async t => {
  const on = await elsewhere(t)
  const deposit = await on.ask(await on.user(), 'btcpay', 5_000)
  t.match(deposit, {
    method: 'btcpay',
    status: 'pending',
    bolt11: /^lnbcrt/,
    address: /^bcrt1/,
    ways: [
      { method: 'BTC-LN', currency: 'BTC', rate: null, amount: '0.00005000' },
      {
        method: 'BTC-CHAIN',
        currency: 'BTC',
        rate: null,
        link: /^bitcoin:bcrt1.*amount=0\.00005000/
      },
      { method: 'LTC-CHAIN', currency: 'LTC', rate: '123456.78', link: /^litecoin:rltc1/ }
    ]
  })
  const again = await on.room.find(deposit.account, deposit.id)
  t.same(again?.ways, deposit.ways)
})

test('what was credited and is gone since is the loss of the house, until it comes back', async t => {
  const on = await elsewhere(t)
  const alice = await on.user()
  const deposit = await on.ask(alice, 'btcpay', 5_000)
  const { txid } = chain(on, deposit, 5_000, 2)
  await on.look(deposit)
  const losses = async () =>
    on.sql(
      `select kind, amount_msat from entry where $1 in (debit_account, credit_account) order by id`,
      [HOUSE.losses]
    )
  for (const gone of [true, true, false, false, true]) {
    reorganise(on.network, txid, gone)
    await on.look(deposit)
    t.match((await on.found(deposit)).payments, [{ state: gone ? 'lost' : 'credited' }])
    t.equal(await on.balance(alice), 5_000_000n)
    t.same(await on.wrong(), [])
  }
  t.equal((await losses()).length, 3)
  t.match(on.told, ['a payment that was credited is gone: the house bears it'])
  // A payment that vanishes before it counts moves nothing.
  const second = await on.ask(alice, 'btcpay', 7_000)
  const unborn = chain(on, second, 7_000, 0)
  await on.look(second)
  reorganise(on.network, unborn.txid, true)
  await on.look(second)
  t.match(await on.found(second), { status: 'pending', payments: [{ state: 'vanished' }] })
})

test('a lost answer makes no second invoice', async t => {
  const on = await elsewhere(t)
  const alice = await on.user()
  const deposit = await on.ask(alice, 'btcpay', 5_000, 'a key')
  // As if it had not been written down: what the server made is found by our own name.
  await on.sql('delete from deposit_look')
  await on.sql(`update deposit set state = 'creating', invoice = null, bolt11 = null`)
  const again = await on.ask(alice, 'btcpay', 5_000, 'a key')
  t.equal(again.id, deposit.id)
  t.equal(again.bolt11, deposit.bolt11)
  t.equal(invoicesOf(on.network, orderOf(deposit.id)).length, 1)
})

test('what it does not take is refused, and a repeat is not', async t => {
  const on = await elsewhere(t)
  const alice = await on.user()
  const refused = async (sats: number) => on.ask(alice, 'btcpay', sats)
  await t.rejects(refused(1.5), { code: 'limit_exceeded', fields: [{ pointer: '/amount_msat' }] })
  await on.served.btcpay.close()
  await t.rejects(on.ask(alice, 'btcpay', 1, 'a key'), { code: 'not_ready' })
  on.served.btcpay = await on.open.btcpay()
  t.match(await on.ask(alice, 'btcpay', 1, 'a key'), { status: 'pending', bolt11: /^lnbcrt/ })
  t.equal((await on.sql('select from deposit')).length, 1)
})

test('an invoice on the gateway’s own node is counted once, and lies there', async t => {
  const on = await elsewhere(t, { node: 'ours' })
  const alice = await on.user()
  const deposit = await on.ask(alice, 'btcpay', 5_000)
  on.pay(deposit.bolt11)
  for (let looks = 0; looks < 3; looks++) await on.look(deposit)
  t.equal(await on.balance(alice), 5_000_000n)
  const entries = await on.sql(`select debit_account from entry where kind = 'deposit'`)
  t.same(entries, [{ debit_account: HOUSE.lightning }])
  t.same(await on.wrong(), [])
})

test('an older server is told of, and one that is not there', async t => {
  const on = await elsewhere(t, { version: '2.4.5' })
  t.match(await on.registry.warnings(), [/2\.4\.5 is older than 2\.4\.7/])
  await on.served.btcpay.close()
  t.match(await on.registry.warnings(), [/BTCPay Server cannot be asked/])
})
