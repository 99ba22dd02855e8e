import fc from 'fast-check'
import { test } from 'tap'
import { MSAT_MAX } from '../../src/core/msat.ts'
import { readAmount, showAmount } from '../../src/bot/amount.ts'

const READ: readonly (readonly [text: string, sats: bigint | undefined])[] = [
  ['100', 100n],
  ['1k', 1_000n],
  ['2.1k', 2_100n],
  ['1_000', 1_000n],
  ["1'000,000", 1_000_000n],
  ['0.5m', 500_000n],
  ['1.5K sats', 1_500n],
  ['21 sat', 21n],
  ['0', undefined],
  ['0.0k', undefined],
  ['-5', undefined],
  ['1.5', undefined],
  ['1.2345k', undefined],
  ['1e3', undefined],
  ['0x10', undefined],
  ['', undefined],
  ['١٢', undefined],
  ['99999999999999999m', undefined]
]

test('amounts are read as people write them, in whole sats', async t => {
  for (const [text, sats] of READ)
    t.equal(readAmount(text), sats === undefined ? undefined : sats * 1000n, text)
})

test('whatever is shown of whole sats is read back, and nothing read is out of bounds', async t => {
  const sats = fc.bigInt({ min: 1n, max: MSAT_MAX / 1000n })
  fc.assert(fc.property(sats, n => readAmount(showAmount(n * 1000n)) === n * 1000n))
  fc.assert(
    fc.property(fc.string(), text => {
      const amount = readAmount(text)
      return amount === undefined || (amount > 0n && amount <= MSAT_MAX && amount % 1000n === 0n)
    })
  )
  t.equal(showAmount(-1_234_567n), '−1,234.567 sat')
})
