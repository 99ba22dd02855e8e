import { createHash } from 'node:crypto'
import { test } from 'tap'
import { msat } from '../../src/core/msat.ts'
import { conclude, isPreimageOf } from '../../src/lightning/answers.ts'
import type { Call, Evidence, Look } from '../../src/lightning/evidence.ts'
import type { Part } from '../../src/lightning/port.ts'

const preimage = '11'.repeat(32)
const paymentHash = createHash('sha256').update(preimage, 'hex').digest('hex')
const label = 'lapp:pay:acc'

const part = (status: Part['status'], more: Partial<Part> = {}): Part => ({
  status,
  source: 'listsendpays',
  createdIndex: 1,
  preimage: status === 'complete' ? preimage : undefined,
  amountSentMsat: msat(1001),
  label,
  ...more
})
const look = (atMs: number, ...parts: Part[]): Look => ({
  askedMs: atMs,
  atMs,
  restarted: false,
  parts
})
const after = (restart: Look): Look => ({ ...restart, restarted: true })

const evidence = (call: Call, looks: readonly Look[], more: Partial<Evidence> = {}): Evidence => ({
  paymentHash,
  label,
  call,
  looks,
  preimage: undefined,
  slowMode: true,
  retryForSeconds: 60,
  dispatchedAgoMs: 90_001,
  ...more
})
const success = (failedParts = 0): Call => ({
  is: 'success',
  preimage,
  amountSentMsat: msat(1003),
  failedParts
})
const refused: Call = { is: 'refused', atMs: 100 }
const silent: Call = { is: 'silent' }
const UNKNOWN = { is: 'unknown', pending: false }
const PENDING = { is: 'unknown', pending: true }
const PAID = { is: 'paid', preimage }
const settled = (amount: number) => ({ is: 'settled', preimage, amountSentMsat: msat(amount) })
const failed = (because: string) => ({ is: 'failed', because })

test('a preimage counts only if it hashes to the payment hash', async t => {
  t.ok(isPreimageOf(preimage, paymentHash))
  t.ok(isPreimageOf(preimage.toUpperCase(), paymentHash.toUpperCase()))
  for (const bad of ['', '22'.repeat(32), preimage.slice(2), `${preimage}11`, 'zz'.repeat(32)])
    t.notOk(isPreimageOf(bad, paymentHash), bad)
  const wrong = part('complete', { preimage: '22'.repeat(32) })
  t.strictSame(conclude(evidence(silent, [look(0, wrong), look(20_000, wrong)])), UNKNOWN)
  const lie: Call = { is: 'success', preimage: '', amountSentMsat: msat(1), failedParts: 0 }
  t.strictSame(conclude(evidence(lie, [after(look(0)), after(look(90_000))])), UNKNOWN)
})

test('a complete part is paid: for the sum of its rows once nothing hangs', async t => {
  const pays = part('complete', { source: 'listpays', amountSentMsat: msat(2004) })
  const two = [part('complete'), part('complete', { createdIndex: 2, amountSentMsat: msat(1003) })]
  const other = part('failed', { createdIndex: 3 })
  for (const call of [silent, refused, success(), { is: 'open' }, { is: 'unsent' }] as const)
    t.strictSame(conclude(evidence(call, [look(0), look(1, pays, ...two, other)])), settled(2004))
  const hangs = part('pending', { createdIndex: 4 })
  t.strictSame(conclude(evidence(refused, [look(1, pays, ...two, hangs)])), PAID)
  t.strictSame(
    conclude(evidence(refused, [look(1, pays)])),
    PAID,
    'listpays alone has no exact sum'
  )
  const unsaid = part('complete', { createdIndex: 2, amountSentMsat: undefined })
  t.strictSame(conclude(evidence(refused, [look(1, part('complete'), unsaid)])), PAID)
})

test('a success with its preimage settles at once in slow mode, and is paid in any case', async t => {
  t.strictSame(conclude(evidence(success(), [])), settled(1003))
  t.strictSame(conclude(evidence(success(1), [])), PAID)
  t.strictSame(conclude(evidence(success(), [], { slowMode: false })), PAID)
  t.strictSame(conclude(evidence(success(), [look(0, part('pending'))])), PAID)
  const lie: Call = { is: 'success', preimage: '', amountSentMsat: msat(1), failedParts: 0 }
  t.strictSame(
    conclude(evidence(lie, [], { preimage })),
    PAID,
    'its sum is worth what its preimage is'
  )
})

test('what was once known to be paid is never given back', async t => {
  const quiet = [after(look(200_000)), after(look(300_000))]
  t.strictSame(conclude(evidence(silent, quiet, { preimage })), PAID)
  t.strictSame(conclude(evidence(refused, [look(0, part('complete')), ...quiet])), PAID)
  const unproven = part('complete', { preimage: undefined, source: 'listpays' })
  t.strictSame(conclude(evidence(refused, [look(0, unproven), ...quiet])), UNKNOWN)
})

test('a pending part decides nothing, whatever else is known', async t => {
  const hangs = [part('pending'), part('failed', { createdIndex: 2 })]
  for (const call of [silent, refused, { is: 'unsent' }, { is: 'open' }] as const)
    t.strictSame(
      conclude(evidence(call, [look(0, ...hangs), after(look(90_000, ...hangs))])),
      PENDING
    )
})

test('1: a call of which no byte was written is released, with or without a look', async t => {
  t.match(conclude(evidence({ is: 'unsent' }, [])), failed('unsent'))
  t.match(conclude(evidence({ is: 'unsent' }, [look(0, part('failed'))])), failed('unsent'))
})

test('2: an error releases when two looks after it agree, 250 ms apart in slow mode, 10 s in fast mode', async t => {
  const row = part('failed')
  const cases: [readonly Look[], boolean, boolean][] = [
    [[], false, false],
    [[look(100, row)], false, false],
    [[look(99, row), look(349, row)], false, false],
    [[look(100, row), look(349, row)], false, false],
    [[look(100, row), look(350, row)], true, false],
    [[look(100), look(350)], true, false],
    [[look(100), look(350, row)], false, false],
    [
      [look(100, row), look(350, row), look(360, row, part('failed', { createdIndex: 2 }))],
      false,
      false
    ],
    [[look(100, row), look(200, part('pending')), look(350, row)], false, false],
    [[look(100, row), look(10_099, row)], true, false],
    [[look(100, row), look(200, row), look(10_100, row)], true, true]
  ]
  for (const [looks, inSlowMode, inFastMode] of cases) {
    const shown = looks.map(one => one.atMs).join(', ')
    const slow = conclude(evidence(refused, looks))
    t.match(slow, inSlowMode ? failed('answered') : UNKNOWN, `slow mode: ${shown}`)
    const fast = conclude(evidence(refused, looks, { slowMode: false }))
    t.match(fast, inFastMode ? failed('answered') : UNKNOWN, `fast mode: ${shown}`)
  }
})

test('looks agree for no longer than from when one was read to when the next was asked for', async t => {
  const row = part('failed')
  const late = { ...look(20_000, row), askedMs: 5_000 }
  t.strictSame(conclude(evidence(silent, [look(0, row), late])), UNKNOWN)
  t.match(conclude(evidence(silent, [look(0, row), late, look(30_000, row)])), failed('silent'))
  const answered: Call = { is: 'refused', atMs: 10 }
  const early = { ...look(20, row), askedMs: 9 }
  t.strictSame(conclude(evidence(answered, [early, look(300, row)])), UNKNOWN)
})

test('3: after a restart of lightningd one look is enough', async t => {
  for (const call of [silent, refused, { is: 'open' }] as const)
    t.match(conclude(evidence(call, [after(look(0, part('failed')))])), failed('restarted'))
  t.match(conclude(evidence(silent, [after(look(0))])), failed('restarted'))
  t.strictSame(
    conclude(evidence(silent, [after(look(0)), look(1)])),
    UNKNOWN,
    'the last look counts'
  )
})

test('4: without an answer our own failed row for 10 s releases, or emptiness after all retries', async t => {
  const row = part('failed')
  const foreign = part('failed', { label: undefined })
  const run = (looks: Look[], more = {}) => conclude(evidence(silent, looks, more))
  const early = { dispatchedAgoMs: 90_000 }
  t.match(run([look(0, row), look(10_000, row)], early), failed('silent'))
  t.strictSame(run([look(0, row), look(9_999, row)], early), UNKNOWN)
  t.strictSame(run([look(0, foreign), look(10_000, foreign)], early), UNKNOWN)
  t.match(run([look(0, foreign), look(10_000, foreign)]), failed('silent'), 'as good as empty')
  t.match(run([look(0), look(10_000)]), failed('silent'))
  t.strictSame(run([look(0), look(10_000)], early), UNKNOWN)
  t.strictSame(run([look(0), look(9_999)]), UNKNOWN)
  t.strictSame(run([]), UNKNOWN)
  const open = conclude(evidence({ is: 'open' }, [look(0, row), look(60_000, row)]))
  t.strictSame(open, UNKNOWN, 'while the call is open xpay may be at work')
})

test('a row that is gone is a contradiction, not a failure', async t => {
  const looks = [look(0, part('pending')), after(look(90_000)), after(look(190_000))]
  for (const call of [silent, refused, { is: 'unsent' }] as const)
    t.strictSame(conclude(evidence(call, looks)), UNKNOWN)
  const two = look(0, part('complete'), part('complete', { createdIndex: 2 }))
  t.strictSame(conclude(evidence(silent, [two, look(1, part('complete'))])), PAID)
})
