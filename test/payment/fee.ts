// What a payment may cost when nobody said.
import fc from 'fast-check'
import { test } from 'tap'
import { MSAT_MAX, msat } from '../../src/core/msat.ts'
import { defaultMaxFee } from '../../src/payment/fee.ts'

test('the fee ceiling is 5 sat, or 1 % rounded up where that is more', async t => {
  for (const [amount, fee] of [
    [0, 5_000],
    [1, 5_000],
    [500_000, 5_000],
    [500_001, 5_001],
    [500_100, 5_001],
    [500_101, 5_002],
    [1_000_000, 10_000]
  ] as const) {
    t.equal(defaultMaxFee(msat(amount)), msat(fee), String(amount))
  }
})

test('the ceiling never falls as the amount grows', async t => {
  t.doesNotThrow(() =>
    fc.assert(
      fc.property(fc.bigInt(0n, MSAT_MAX - 1n), amount => {
        return defaultMaxFee(msat(amount)) <= defaultMaxFee(msat(amount + 1n))
      })
    )
  )
})
