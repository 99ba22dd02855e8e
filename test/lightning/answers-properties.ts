// What holds for every history, whatever the node, the payee and our own crashes have made of it.
import { createHash } from 'node:crypto'
import { test } from 'tap'
import fc from 'fast-check'
import { msat } from '../../src/core/msat.ts'
import { conclude } from '../../src/lightning/answers.ts'
import type { Call, Evidence } from '../../src/lightning/evidence.ts'
import type { Part } from '../../src/lightning/port.ts'

const preimage = '11'.repeat(32)
const paymentHash = createHash('sha256').update(preimage, 'hex').digest('hex')
const label = 'lapp:pay:acc'

const parts = fc.record({
  status: fc.constantFrom<Part['status'][]>('pending', 'complete', 'failed'),
  source: fc.constantFrom<Part['source'][]>('listpays', 'listsendpays'),
  createdIndex: fc.integer({ min: 1, max: 4 }),
  preimage: fc.constantFrom(preimage, '22'.repeat(32), undefined),
  amountSentMsat: fc.option(fc.bigInt(0n, 9999n).map(msat), { nil: undefined }),
  label: fc.constantFrom(label, undefined)
})
const looks = fc.array(
  fc.record({
    askedMs: fc.integer({ min: 0, max: 60_000 }),
    tookMs: fc.integer({ min: 0, max: 30_000 }),
    restarted: fc.boolean(),
    parts: fc.array(parts, { maxLength: 3 })
  }),
  { maxLength: 5 }
)
const calls = fc.oneof(
  fc.constantFrom<Call[]>(
    { is: 'open' },
    { is: 'unsent' },
    { is: 'lost', fencedMs: undefined },
    { is: 'refused', flushedMs: undefined }
  ),
  fc.integer({ min: 0, max: 60_000 }).map((flushedMs): Call => ({ is: 'refused', flushedMs })),
  fc.integer({ min: 0, max: 60_000 }).map((fencedMs): Call => ({ is: 'lost', fencedMs })),
  fc.record({
    is: fc.constant('success' as const),
    preimage: fc.constantFrom(preimage, '22'.repeat(32)),
    amountSentMsat: fc.bigInt(0n, 9999n).map(msat),
    failedParts: fc.integer({ min: 0, max: 2 })
  })
)
const histories = fc.record({
  paymentHash: fc.constant(paymentHash),
  label: fc.constant(label),
  call: calls,
  looks: looks.map(all =>
    all
      .map(({ tookMs, ...one }) => ({ ...one, atMs: one.askedMs + tookMs }))
      .toSorted((a, b) => a.atMs - b.atMs)
  ),
  preimage: fc.constantFrom(preimage, undefined),
  slowMode: fc.boolean()
})
const check = (holds: (history: Evidence) => boolean) => {
  fc.assert(fc.property(histories, holds), { numRuns: 2000 })
}

const isOurs = (row: Part): boolean => row.label === label

test('no history with something pending at the end, or ever complete of ours, is a failure', async () => {
  check(history => {
    const hangs = history.looks.at(-1)?.parts.some(one => one.status === 'pending') ?? false
    const paid = history.looks.some(one =>
      one.parts.some(row => isOurs(row) && row.status === 'complete')
    )
    return !(hangs || paid) || conclude(history).is !== 'failed'
  })
})

test('no history in which a proving preimage of ours is known is a failure, and none without one is paid', async () => {
  check(history => {
    const rows = history.looks
      .flatMap(one => one.parts)
      .filter(row => isOurs(row) && row.status === 'complete')
    const said = history.call.is === 'success' ? [history.call.preimage] : []
    const known = [history.preimage, ...said, ...rows.map(row => row.preimage)].includes(preimage)
    const { is } = conclude(history)
    return known === (is === 'paid' || is === 'settled')
  })
})

test('nothing is settled while a part hangs, nor for more than our complete rows or the answer say', async () => {
  check(history => {
    const outcome = conclude(history)
    if (outcome.is !== 'settled') return true
    const rows = history.looks.at(-1)?.parts ?? []
    const sum = rows
      .filter(row => isOurs(row) && row.status === 'complete' && row.source === 'listsendpays')
      .reduce((total, row) => total + (row.amountSentMsat ?? 0n), 0n)
    const answered = history.call.is === 'success' ? history.call.amountSentMsat : undefined
    const hangs = rows.some(row => row.status === 'pending')
    return !hangs && [sum, answered].includes(outcome.amountSentMsat)
  })
})

test('a call that is open is never a failure, whatever rows, restarts and times say', async () => {
  check(history => conclude({ ...history, call: { is: 'open' } }).is !== 'failed')
})
