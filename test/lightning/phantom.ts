import { createHash } from 'node:crypto'
import fc from 'fast-check'
import { test } from 'tap'
import { msat } from '../../src/core/msat.ts'
import { judgePhantom, type Asked, type Sight } from '../../src/lightning/phantom.ts'
import type { Part } from '../../src/lightning/port.ts'

const PREIMAGE = '11'.repeat(32)
const HASH = createHash('sha256').update(PREIMAGE, 'hex').digest('hex')

const part: fc.Arbitrary<Part> = fc.record({
  status: fc.constantFrom('pending', 'complete', 'failed'),
  source: fc.constantFrom('listpays', 'listsendpays'),
  createdIndex: fc.nat(),
  preimage: fc.constantFrom(undefined, PREIMAGE, '22'.repeat(32)),
  amountSentMsat: fc.constantFrom(undefined, msat(1), msat(1_000)),
  label: fc.constantFrom(undefined, 'lapp')
})
const sight: fc.Arbitrary<Sight> = fc.record({
  over: fc.constantFrom('restarted', 'fenced', undefined),
  channels: fc.array(
    fc.record({ htlcHashes: fc.array(fc.constantFrom(HASH, 'ab'.repeat(32)), { maxLength: 2 }) }),
    { maxLength: 3 }
  ),
  parts: fc.array(part, { maxLength: 4 })
})
const asked: fc.Arbitrary<Asked> = fc.record({
  paymentHash: fc.constant(HASH),
  label: fc.constant('lapp'),
  outcome: fc.constantFrom('failed', 'paid')
})

test('a proof is given only when nothing is out, nothing can start, and the rows say so', async t => {
  const given = { cleared: 0, paid: 0 }
  fc.assert(
    fc.property(asked, sight, (question, seen) => {
      const judgement = judgePhantom(question, seen)
      if (judgement.is === 'refused') return judgement.why !== ''
      const complete = seen.parts.filter(one => one.status === 'complete' && one.label === 'lapp')
      const quiet =
        seen.over !== undefined &&
        seen.channels.every(channel => !channel.htlcHashes.includes(HASH))
      const { proof } = judgement
      given[proof.is] += 1
      return (
        quiet &&
        (proof.is === 'cleared'
          ? question.outcome === 'failed' && complete.length === 0
          : question.outcome === 'paid' &&
            complete.some(one => one.preimage === PREIMAGE) &&
            proof.preimage === PREIMAGE)
      )
    }),
    { numRuns: 5_000 }
  )
  t.ok(given.cleared > 0 && given.paid > 0, 'both are seen')
})
