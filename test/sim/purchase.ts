// A purchase, state by state: ordered once, delivered only
// when it is paid, and asked for until there is a word.
import fc from 'fast-check'
import { test } from 'tap'
import { msat } from '../../src/core/msat.ts'
import { deliver, judgePrice } from '../../src/purchase/decide.ts'
import { explore } from './harness/explore.ts'
import { purchaseModel, type PurchaseRules } from './harness/purchase-model.ts'

test('a purchase is ordered once, delivered only when paid, and never waits for ever', async t => {
  const found = explore(purchaseModel())
  t.comment(`${found.states} states, ${found.moves} moves, ${found.seconds.toFixed(3)} s`)
  t.equal(found.wrong, undefined)
  t.equal(found.dead, undefined)
  t.strictSame([...found.ends].sort(), ['failed', 'not paid', 'ready', 'refused'])
})

const WORSE: Record<string, Partial<PurchaseRules>> = {
  'a service that does not answer has failed': {
    deliver: (answer, asked) =>
      answer.is === 'trouble' ? { is: 'failed', reason: answer.why } : deliver(answer, asked)
  },
  'a delivery is asked for before it is paid': { onlyPaid: false },
  'a mute service is asked for ever': {
    deliver: (answer, asked) => deliver(answer, { ...asked, sincePaidMs: 0 })
  }
}

for (const [worse, rules] of Object.entries(WORSE)) {
  test(`it would be noticed if ${worse}`, async t => {
    const { wrong, dead } = explore(purchaseModel(rules))
    t.ok(wrong ?? dead)
    t.comment((wrong ?? dead ?? []).join(' → '))
  })
}

test('a price is fair when it is within every bound, for all prices and bounds', async t => {
  const small = fc.bigInt(0n, 4n).map(msat)
  const bound = fc.option(small, { nil: undefined })
  const price = fc.record({ amountMsat: small, maxFeeMsat: small, surchargeMsat: small })
  const agreed = fc.record({
    quotedMsat: bound,
    maxTotalMsat: bound,
    msatMin: bound,
    msatMax: small
  })
  t.doesNotThrow(() =>
    fc.assert(
      fc.property(price, agreed, (asked, said) => {
        const total = asked.amountMsat + asked.maxFeeMsat + asked.surchargeMsat
        const fair =
          asked.amountMsat <= (said.quotedMsat ?? 99n) &&
          asked.amountMsat >= (said.msatMin ?? 0n) &&
          asked.amountMsat <= said.msatMax &&
          total <= (said.maxTotalMsat ?? 99n)
        return (judgePrice(asked, said).is === 'fair') === fair
      }),
      { numRuns: 5000 }
    )
  )
})
