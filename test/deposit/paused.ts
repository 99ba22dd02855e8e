// What lies with others is bounded by what our channels can send: users are promised no more.
import { test } from 'tap'
import { AppError } from '../../src/core/errors.ts'
import { newId } from '../../src/core/ids.ts'
import { msat } from '../../src/core/msat.ts'
import { deposits } from '../../src/deposit/deposits.ts'
import { paused } from '../../src/deposit/paused.ts'
import type { Method } from '../../src/deposit/source.ts'
import { payOnChain } from '../../src/sandbox/payment-services/chain-payments.ts'
import { keyFor } from '../harness/books.ts'
import { elsewhere } from './harness/elsewhere.ts'

test('deposits that lie with others are paused above a share of what the channels can send', async t => {
  const on = await elsewhere(t)
  const alice = await on.user()
  let outboundMsat: bigint | undefined = 20_000_000n
  const { sources } = on.registry
  const isPaused = paused({
    em: on.em,
    outboundMsat: async () => outboundMsat,
    sharePermille: 500n
  })
  const room = deposits({ ...on, sources, isPaused, now: () => new Date() })
  const open = async (method: Method, sats: number, key = keyFor(alice, newId())) => {
    const rest = { memo: undefined, expiresInSeconds: undefined }
    const amountMsat = msat(sats * 1_000)
    return (await room.open({ account: alice, key, method, amountMsat, ...rest })).deposit
  }
  const refused = async (method: Method, sats: number): Promise<void> => {
    const error = await open(method, sats).catch((thrown: unknown) => thrown)
    t.ok(error instanceof AppError && error.code === 'deposits_paused', `${method}, ${sats} sat`)
  }
  const pausedNow = async (): Promise<readonly string[]> =>
    (await room.methods()).filter(one => one.paused).map(({ method }) => method)

  const key = keyFor(alice, newId())
  const before = await open('onchain', 9_000, key)
  await refused('onchain', 10_001)
  t.ok(await open('onchain', 10_000), 'half of 20 000 sat, to the last')
  t.strictSame(await pausedNow(), [])

  payOnChain(on.network, {
    coin: 'BTC',
    sats: 9_000n,
    confirmations: 3,
    address: before.address ?? ''
  })
  await on.look(before)
  t.equal(await on.balance(alice), 9_000_000n)
  for (const method of ['onchain', 'btcpay'] as const) await refused(method, 1_001)
  t.ok(await open('btcpay', 1_000))
  t.ok(await open('lightning', 1_000_000), 'what funds our channels is never paused')
  t.equal((await open('onchain', 9_000, key)).id, before.id, 'nor is a repeat')

  outboundMsat = 18_000_000n - 2n
  t.strictSame(await pausedNow(), ['btcpay', 'charge', 'onchain'])
  outboundMsat = undefined
  t.strictSame(await pausedNow(), [], 'a node that does not answer refuses nobody')
  t.ok(await open('onchain', 1_000_000))
})
