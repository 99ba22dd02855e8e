// Two, twenty and two hundred names that hold what they are paid by, and everybody else.
import { test } from 'tap'
import { attacked, type Attack } from '../harness/sybil-model.ts'

const known = { paid: 10, selfMade: true }
const TABLE: readonly (readonly [string, Partial<Attack>])[] = [
  ['at one gateway', {}],
  ['at two gateways', { gateways: 2 }],
  ['after a restart of both', { gateways: 2, restartAtMs: 100_000 }]
]

for (const attackers of [2, 20, 200]) {
  for (const [where, more] of TABLE) {
    test(`${attackers} who hold stop nobody who has paid before, ${where}`, async t => {
      for (const selfMade of [true, false]) {
        const by = { paid: 0, selfMade, invoices: 12, gateways: 1, restartAtMs: undefined }
        const seen = await attacked({ attackers, ...by, ...more }, known)
        t.comment(JSON.stringify({ attackers, where, selfMade, ...seen }))
        t.ok(seen.payments > 300)
        t.ok(seen.p99Ms < 5_000, `p99 ${seen.p99Ms} ms`)
      }
    })
  }
}

test('nor an account that an operator made, which has paid nothing yet, against strangers', async t => {
  const by = { paid: 0, selfMade: true, invoices: 12, gateways: 2, restartAtMs: 100_000 }
  const seen = await attacked({ attackers: 200, ...by }, { paid: 0, selfMade: false })
  t.comment(JSON.stringify(seen))
  t.ok(seen.p99Ms < 5_000, `p99 ${seen.p99Ms} ms`)
})

test('two that were made by an operator stop nobody at all, however new', async t => {
  const by = { paid: 0, selfMade: false, invoices: 12, gateways: 1, restartAtMs: undefined }
  const seen = await attacked({ attackers: 2, ...by }, { paid: 0, selfMade: true })
  t.comment(JSON.stringify(seen))
  t.ok(seen.p99Ms < 5_000, `p99 ${seen.p99Ms} ms`)
})
