import { test } from 'tap'
import fc from 'fast-check'
import { MSAT_MAX, add, msat, permille, subtract, upToSat, wire } from '../../src/core/msat.ts'

test('an amount is a whole number of msat, never negative', async t => {
  for (const bad of [-1, 0.5, NaN, 2 ** 53, -1n, 1n << 63n]) t.throws(() => msat(bad), String(bad))
  t.equal(msat(5), 5n)
})

test('no more is taken than there is', async t => {
  t.throws(() => subtract(msat(1), msat(2)))
  t.equal(add(msat(1), msat(2), msat(3)), 6n)
})

test('a share of the parts is never less than the share of the whole', async () => {
  fc.assert(
    fc.property(
      fc.array(fc.bigInt(0n, MSAT_MAX), { maxLength: 8 }),
      fc.bigInt(0n, 1000n),
      (parts, share) => {
        const whole = permille(msat(parts.reduce((a, b) => a + b, 0n)), share)
        return parts.reduce((sum, p) => sum + permille(msat(p), share), 0n) >= whole
      }
    )
  )
})

test('the wire carries what a JSON number carries exactly', async t => {
  t.equal(wire(MSAT_MAX), Number.MAX_SAFE_INTEGER)
  t.throws(() => wire(MSAT_MAX + 1n))
})

test('a whole sat is the least that covers an amount', async t => {
  fc.assert(
    fc.property(fc.bigInt(0n, 10n ** 15n), amount => {
      const whole = upToSat(amount)
      return whole % 1000n === 0n && whole >= amount && whole - amount < 1000n
    })
  )
  t.equal(upToSat(1_000n), msat(1_000))
  t.equal(upToSat(1_001n), msat(2_000))
})
