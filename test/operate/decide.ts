import fc from 'fast-check'
import { test } from 'tap'
import { msat, type Msat } from '../../src/core/msat.ts'
import { decide, type Known } from '../../src/operate/decide.ts'

const amount = fc.bigInt({ min: 0n, max: 1n << 50n }).map(msat)
const known: fc.Arbitrary<Known> = fc.oneof(
  fc.constant(undefined),
  fc.constantFrom('held', 'sent', 'released').map(state => ({ state })),
  amount.map(amountSentMsat => ({ state: 'settled' as const, amountSentMsat }))
)
const accounted = (of: Known): bigint => (of?.state === 'settled' ? of.amountSentMsat : 0n)

test('what is booked is exactly what left beyond what is known, and then nothing more', async t => {
  t.doesNotThrow(() =>
    fc.assert(
      fc.property(amount, known, amount, (complete: Msat, of: Known, booked: Msat) => {
        const booking = decide(complete, of, booked)
        switch (booking.is) {
          case 'rebuild':
            return of === undefined && booked === 0n && complete > 0n
          case 'book': {
            const after = msat(booked + booking.amountMsat)
            return (
              accounted(of) + after === complete && decide(complete, of, after).is === 'nothing'
            )
          }
          case 'nothing':
            return (
              of?.state === 'held' || of?.state === 'sent' || accounted(of) + booked >= complete
            )
        }
      })
    )
  )
})
