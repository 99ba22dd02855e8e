// What a price must be, and what follows from what a service says of a delivery.
import fc from 'fast-check'
import { test } from 'tap'
import { msat } from '../../src/core/msat.ts'
import { deliver, judgePrice, type Agreed, type DeliveryAnswer } from '../../src/purchase/decide.ts'

const price = { amountMsat: msat(1000), maxFeeMsat: msat(50), surchargeMsat: msat(7) }
const free: Agreed = {
  quotedMsat: undefined,
  maxTotalMsat: undefined,
  msatMin: undefined,
  msatMax: msat(5000)
}
const fair = (more: Partial<Agreed>): unknown => judgePrice(price, { ...free, ...more })

test('a price may be all that was agreed, and not a msat more', async t => {
  t.strictSame(fair({}), { is: 'fair' })
  t.strictSame(fair({ quotedMsat: msat(1000) }), { is: 'fair' })
  t.match(fair({ quotedMsat: msat(999) }), { code: 'price_too_high', detail: /quote said 999/ })
  t.strictSame(fair({ quotedMsat: msat(1001) }), { is: 'fair' }, 'less than the quote is fair')
  t.strictSame(fair({ msatMax: msat(1000) }), { is: 'fair' })
  t.match(fair({ msatMax: msat(999) }), { code: 'price_too_high', detail: /own limit is 999/ })
  t.strictSame(fair({ msatMin: msat(1000) }), { is: 'fair' })
  t.match(fair({ msatMin: msat(1001) }), { code: 'limit_exceeded', detail: /least, 1001/ })
  t.strictSame(fair({ maxTotalMsat: msat(1057) }), { is: 'fair' })
  t.match(fair({ maxTotalMsat: msat(1056) }), { code: 'price_too_high', detail: /up to 1057/ })
})

const DAY = 24 * 3_600_000
const WEEK = 7 * DAY

test('a word of the service is final, its silence is not', async t => {
  const asked = { tries: 3, sincePaidMs: 0, withinDays: 7 }
  const ready: DeliveryAnswer = { is: 'ready', output: { a: 1 } }
  const failed: DeliveryAnswer = { is: 'failed', reason: 'sold out' }
  for (const sincePaidMs of [0, WEEK, 2 * WEEK]) {
    t.strictSame(deliver(ready, { ...asked, tries: 1, sincePaidMs }), ready)
    t.strictSame(deliver(failed, { ...asked, tries: 1, sincePaidMs }), failed)
  }
  const trouble: DeliveryAnswer = { is: 'trouble', why: 'no answer' }
  t.strictSame(deliver(trouble, asked), { is: 'again', afterMs: 8_000 })
  for (const [tries, afterMs] of [
    [0, 1_000],
    [9, 512_000],
    [10, 600_000],
    [9_999, 600_000]
  ] as const)
    t.strictSame(deliver(trouble, { ...asked, tries }), { is: 'again', afterMs })
  const later = (retryAfterMs: number): DeliveryAnswer => ({ is: 'later', retryAfterMs })
  t.match(deliver(later(5_000), asked), { is: 'again', afterMs: 5_000 })
  t.match(deliver(later(-1), asked), { is: 'again', afterMs: 100 })
  t.match(deliver(later(Infinity), asked), { is: 'again', afterMs: 3_600_000 })
})

test('what is said of a delivery to come holds until something else is said', async t => {
  const asked = { tries: 1, sincePaidMs: 0, withinDays: 7 }
  const later = (note?: string): DeliveryAnswer => ({ is: 'later', retryAfterMs: 1_000, note })
  t.strictSame(deliver(later('printed'), asked), { is: 'again', afterMs: 1_000, note: 'printed' })
  t.strictSame(deliver(later(), asked), { is: 'again', afterMs: 1_000, note: null })
  t.notOk('note' in deliver({ is: 'trouble', why: 'no answer' }, asked), 'no answer says nothing')
})

test('it has failed once the days of its manifest are over, and not a moment before', async t => {
  const answers: readonly (readonly [DeliveryAnswer, (days: string) => RegExp])[] = [
    [{ is: 'later', retryAfterMs: 1 }, days => RegExp(`not delivered in ${days}\\.`)],
    [{ is: 'trouble', why: 'no answer' }, () => /no answer/]
  ]
  for (const [withinDays, days] of [
    [1, 'a day'],
    [7, '7 days'],
    [60, '60 days']
  ] as const) {
    const over = withinDays * DAY
    for (const [answer, reason] of answers) {
      const at = (sincePaidMs: number) => deliver(answer, { tries: 1, sincePaidMs, withinDays })
      t.match(at(over), { is: 'again' })
      t.match(at(over + 1), { is: 'failed', reason: reason(days) })
    }
  }
})

test('the pause before the next question is always within bounds', async t => {
  const answers = fc.oneof(
    fc
      .double({ noNaN: true })
      .map((retryAfterMs): DeliveryAnswer => ({ is: 'later', retryAfterMs })),
    fc.constant<DeliveryAnswer>({ is: 'trouble', why: '' })
  )
  t.doesNotThrow(() =>
    fc.assert(
      fc.property(answers, fc.nat(), (answer, tries) => {
        const step = deliver(answer, { tries, sincePaidMs: 0, withinDays: 7 })
        return step.is === 'again' && step.afterMs >= 100 && step.afterMs <= 3_600_000
      })
    )
  )
})
