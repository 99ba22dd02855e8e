// Deposits on the chain through an Electrum daemon, at its local copy: by output, when it is final.
import { test } from 'tap'
import { newId } from '../../src/core/ids.ts'
import { msat } from '../../src/core/msat.ts'
import type { Deposit } from '../../src/deposit/entity.ts'
import { electrumWire } from '../../src/deposit/sources/electrum-wire.ts'
import { electrum } from '../../src/deposit/sources/electrum.ts'
import { readSetting } from '../../src/sandbox/node/settings.ts'
import { GAP } from '../../src/sandbox/payment-services/electrum.ts'
import { payOnChain, reorganise } from '../../src/sandbox/payment-services/chain-payments.ts'
import { elsewhere, type Elsewhere } from './harness/elsewhere.ts'

const BLOCK = 10_000

const pay = (on: Elsewhere, deposit: Deposit, sats: bigint, confirmations: number) =>
  payOnChain(on.network, {
    address: deposit.address ?? '',
    coin: 'BTC',
    sats,
    confirmations
  })

test('it is seen at once, and credited at the third block, once', async t => {
  const on = await elsewhere(t)
  const alice = await on.user()
  const deposit = await on.ask(alice, 'onchain', 5_000)
  t.match(deposit, { bolt11: null, address: /^bcrt1q/, ways: [{ amount: '0.00005000' }] })
  pay(on, deposit, 5_000n, 0)
  for (const blocks of [0, 1, 2]) {
    await on.look(deposit)
    const now = await on.found(deposit)
    t.match(now, { status: 'pending', payments: [{ state: 'pending', confirmations: blocks }] })
    t.equal(await on.balance(alice), 0n)
    on.pass(BLOCK)
  }
  for (let looks = 0; looks < 20; looks++) await on.look(deposit)
  t.match(await on.found(deposit), { status: 'settled', receivedMsat: 5_000_000n })
  t.equal(await on.balance(alice), 5_000_000n)
  t.same(await on.wrong(), [])
})

test('each output is credited, whatever was asked for, and dust is shown', async t => {
  const on = await elsewhere(t)
  const alice = await on.user()
  const deposit = await on.ask(alice, 'onchain')
  for (const sats of [545n, 546n, 7_000n]) pay(on, deposit, sats, 3)
  await on.look(deposit)
  const { payments, receivedMsat } = await on.found(deposit)
  t.same(payments.map(({ state }) => state).toSorted(), ['credited', 'credited', 'small'])
  t.equal(receivedMsat, 7_546_000n)
  t.equal(await on.balance(alice), 7_546_000n)
})

test('a reorganisation is the loss of the house, and never below zero', async t => {
  const on = await elsewhere(t)
  const alice = await on.user()
  const deposit = await on.ask(alice, 'onchain', 5_000)
  const { txid } = pay(on, deposit, 5_000n, 3)
  await on.look(deposit)
  reorganise(on.network, txid, true)
  await on.look(deposit)
  t.match((await on.found(deposit)).payments, [{ state: 'lost' }])
  t.equal(await on.balance(alice), 5_000_000n)
  t.match(on.told, [/the house bears it/])
  reorganise(on.network, txid, false)
  await on.look(deposit)
  t.match((await on.found(deposit)).payments, [{ state: 'credited' }])
  t.same(await on.wrong(), [])
})

test('no address is given twice, and one that is paid late is credited', async t => {
  const on = await elsewhere(t)
  const alice = await on.user()
  const all: Deposit[] = []
  for (let i = 0; i < 30; i++) all.push(await on.ask(alice, 'onchain', 1_000))
  t.equal(new Set(all.map(({ address }) => address)).size, 30)
  const [late] = all
  if (late === undefined) return
  await on.sql(`update deposit set expires_at = now() - interval '1 minute' where id = $1`, [
    late.id
  ])
  await on.look(late)
  t.match(await on.found(late), { status: 'expired' })
  pay(on, late, 1_000n, 6)
  await on.look(late)
  t.match(await on.found(late), { status: 'settled', receivedMsat: 1_000_000n })
  t.same([...on.watched.keys()].toSorted(), all.map(({ address }) => address).toSorted())
})

test('a long row of unpaid addresses is told to the wallet, which else would not look so far', async t => {
  const on = await elsewhere(t)
  const alice = await on.user()
  const all: Deposit[] = []
  for (let i = 0; i < 30; i++) all.push(await on.ask(alice, 'onchain', 1_000))
  t.equal(readSetting(on.network.store, GAP), undefined)
  const last = all.at(-1)
  if (last) pay(on, last, 1_000n, 3)
  await on.ask(alice, 'onchain', 1_000)
  t.equal(readSetting(on.network.store, GAP), '49', 'twenty beyond the twenty-nine')
})

test('what was never broadcast is nothing, and a wallet that lags behind says nothing', async t => {
  const output = { address: 'bcrt1q', value: '0.00005' }
  const transaction = (txid: string, height: number, confirmations: number) => ({
    txid,
    height,
    confirmations,
    outputs: [output]
  })
  // Local, in the mempool, in it on others that are, in a block.
  const heights = [-2, 0, -1, 1_000]
  let isSynchronized = true
  const wire = electrumWire(async (_method, _path, body) => {
    const { method } = body as { method: string }
    const transactions = heights.map((height, n) => transaction(`t${n}`, height, n))
    const results: Record<string, unknown> = {
      is_synchronized: isSynchronized,
      onchain_history: { transactions }
    }
    return Promise.resolve({ status: 200, body: { result: results[method] ?? null } })
  })
  const { polled } = electrum({
    wire,
    minMsat: msat(1_000),
    confirmations: 3,
    notice: '',
    now: () => new Date()
  })
  const asked = [
    { deposit: newId(), invoice: output.address, stirred: true, timeOver: false }
  ] as const
  t.match(
    [...(await polled.sight(asked)).values()],
    [
      {
        payments: [
          { payment: 't1:0', state: 'pending' },
          { payment: 't3:0', state: 'settled' }
        ]
      }
    ]
  )
  isSynchronized = false
  await t.rejects(polled.sight(asked), /not synchronized/)
})

test('where the daemon is away nothing is known', async t => {
  const on = await elsewhere(t)
  const alice = await on.user()
  const deposit = await on.ask(alice, 'onchain', 5_000)
  pay(on, deposit, 5_000n, 3)
  await on.look(deposit)
  const { polled } = on.source('onchain')
  const asked = { deposit: deposit.id, invoice: deposit.address ?? '', stirred: true }
  const seen = await polled.sight([{ ...asked, timeOver: false }])
  t.match([...seen.values()], [{ payments: [{ state: 'settled' }], over: false }])
  await on.served.electrum.close()
  await t.rejects(polled.sight([{ ...asked, timeOver: false }]))
  await t.rejects(on.look(deposit))
  t.match((await on.found(deposit)).payments, [{ state: 'credited' }])
})
