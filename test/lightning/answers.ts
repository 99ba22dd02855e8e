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
  ...more
})
const success = (failedParts = 0): Call => ({
  is: 'success',
  preimage,
  amountSentMsat: msat(1003),
  failedParts
})
const refused: Call = { is: 'refused', flushedMs: 100 }
const fenced: Call = { is: 'lost', fencedMs: 100 }
const lost: Call = { is: 'lost', fencedMs: undefined }
const UNKNOWN = { is: 'unknown', pending: false }
const PENDING = { is: 'unknown', pending: true }
const PAID = { is: 'paid', preimage }
const settled = (amount: number) => ({ is: 'settled', preimage, amountSentMsat: msat(amount) })
const failed = (because: string, paidByOthers = false) => ({ is: 'failed', because, paidByOthers })

test('a preimage counts only if it hashes to the payment hash', async t => {
  t.ok(isPreimageOf(preimage, paymentHash))
  t.ok(isPreimageOf(preimage.toUpperCase(), paymentHash.toUpperCase()))
  for (const bad of ['', '22'.repeat(32), preimage.slice(2), `${preimage}11`, 'zz'.repeat(32)])
    t.notOk(isPreimageOf(bad, paymentHash), bad)
  const wrong = part('complete', { preimage: '22'.repeat(32) })
  t.strictSame(conclude(evidence(lost, [look(0, wrong), look(20_000, wrong)])), UNKNOWN)
  const lie: Call = { is: 'success', preimage: '', amountSentMsat: msat(1), failedParts: 0 }
  t.strictSame(conclude(evidence(lie, [after(look(0)), after(look(90_000))])), UNKNOWN)
})

test('a complete part is paid: for the sum of its rows once nothing hangs', async t => {
  const pays = part('complete', { source: 'listpays', amountSentMsat: msat(2004) })
  const two = [part('complete'), part('complete', { createdIndex: 2, amountSentMsat: msat(1003) })]
  const other = part('failed', { createdIndex: 3 })
  for (const call of [lost, refused, success(), { is: 'open' }, { is: 'unsent' }] as const)
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
  t.strictSame(conclude(evidence(lost, quiet, { preimage })), PAID)
  t.strictSame(conclude(evidence(refused, [look(0, part('complete')), ...quiet])), PAID)
  const unproven = part('complete', { preimage: undefined, source: 'listpays' })
  t.strictSame(conclude(evidence(refused, [look(0, unproven), ...quiet])), UNKNOWN)
})

test('a pending part decides nothing, whatever else is known', async t => {
  const hangs = [part('pending'), part('failed', { createdIndex: 2 })]
  for (const call of [lost, refused, { is: 'unsent' }, { is: 'open' }] as const)
    t.strictSame(
      conclude(evidence(call, [look(0, ...hangs), after(look(90_000, ...hangs))])),
      PENDING
    )
})

test('1: a call of which no byte was written is released, with or without a look', async t => {
  t.match(conclude(evidence({ is: 'unsent' }, [])), failed('unsent'))
  t.match(conclude(evidence({ is: 'unsent' }, [look(0, part('failed'))])), failed('unsent'))
})

test('2: an error releases once xpay was flushed and two looks after that agree for 250 ms', async t => {
  const row = part('failed')
  const cases: [readonly Look[], boolean][] = [
    [[], false],
    [[look(100, row)], false],
    [[look(99, row), look(349, row)], false],
    [[look(100, row), look(349, row)], false],
    [[look(100, row), look(350, row)], true],
    [[look(100), look(350)], true],
    [[look(100), look(350, row)], false],
    [[look(100, row), look(350, row), look(360, row, part('failed', { createdIndex: 2 }))], false],
    [[look(100, row), look(200, part('pending')), look(350, row)], false],
    [[look(100, row), look(200, row), look(10_100, row)], true]
  ]
  for (const [looks, released] of cases) {
    const shown = looks.map(one => one.atMs).join(', ')
    for (const slowMode of [true, false]) {
      const outcome = conclude(evidence(refused, looks, { slowMode }))
      t.match(outcome, released ? failed('answered') : UNKNOWN, shown)
    }
    const unflushed: Call = { is: 'refused', flushedMs: undefined }
    t.strictSame(conclude(evidence(unflushed, looks)), UNKNOWN, `not flushed: ${shown}`)
  }
})

test('looks agree for no longer than from when one was read to when the next was asked for', async t => {
  const row = part('failed', { source: 'listpays' })
  const late = { ...look(20_000, row), askedMs: 5_000 }
  t.strictSame(conclude(evidence(lost, [look(0, row), late])), UNKNOWN)
  t.match(conclude(evidence(lost, [look(0, row), late, look(30_000, row)])), failed('failed_rows'))
  const answered: Call = { is: 'refused', flushedMs: 10 }
  const early = { ...look(20, row), askedMs: 9 }
  t.strictSame(conclude(evidence(answered, [early, look(300, row)])), UNKNOWN)
})

test('3: after a restart of lightningd one look is enough, unless somebody still waits for an answer', async t => {
  for (const call of [lost, fenced, refused] as const)
    t.match(conclude(evidence(call, [after(look(0, part('failed')))])), failed('restarted'))
  t.match(conclude(evidence(lost, [after(look(0))])), failed('restarted'))
  t.strictSame(conclude(evidence(lost, [after(look(0)), look(1)])), UNKNOWN, 'the last look counts')
  t.strictSame(conclude(evidence({ is: 'open' }, [after(look(0))])), UNKNOWN)
})

test('4: a lost call is released by the fence where no row shows, and by two looks at failed rows', async t => {
  const row = part('failed', { source: 'listpays' })
  const foreign = part('failed', { label: undefined, source: 'listpays' })
  const run = (call: Call, ...looks: Look[]) => conclude(evidence(call, looks))
  t.match(run(fenced, look(100), look(350)), failed('fenced'))
  t.match(run(fenced, look(100, foreign), look(350, foreign)), failed('fenced'), 'as good as empty')
  t.strictSame(run(fenced, look(100), look(349)), UNKNOWN)
  t.strictSame(run(fenced, look(99), look(350)), UNKNOWN, 'a look before the fence is none')
  t.strictSame(run(fenced, look(100, row), look(350, row)), UNKNOWN, 'rows of ours are waited for')
  for (const call of [lost, fenced]) {
    t.match(run(call, look(100, row), look(10_100, row)), failed('failed_rows'))
    t.strictSame(run(call, look(100, row), look(10_099, row)), UNKNOWN)
    const unsaid = part('failed')
    t.strictSame(run(call, look(100, unsaid), look(20_000, unsaid)), UNKNOWN, 'xpay says nothing')
  }
  t.strictSame(run(lost), UNKNOWN)
})

test('no time makes an empty list a failure: neither of an open call, nor of a lost one', async t => {
  const years = 10 * 365 * 24 * 3_600_000
  const rows = [[], [part('failed', { source: 'listpays' })]]
  for (const shown of rows) {
    const looks = [look(0, ...shown), look(600_000, ...shown), look(years, ...shown)]
    t.strictSame(conclude(evidence({ is: 'open' }, looks)), UNKNOWN)
  }
  t.strictSame(conclude(evidence(lost, [look(0), look(600_000), look(years)])), UNKNOWN)
})

test('rows of another label pay nothing of ours, and what they paid is told', async t => {
  const theirs = part('complete', { label: 'another' })
  const run = (call: Call, ...looks: Look[]) => conclude(evidence(call, looks))
  const looks = [look(100, theirs), look(350, theirs)]
  t.match(run(refused, ...looks), failed('answered', true))
  t.match(run(fenced, ...looks), failed('fenced', true))
  t.match(run(refused, look(100), look(350)), failed('answered', false))
  t.strictSame(run({ is: 'open' }, ...looks), UNKNOWN)
  t.strictSame(run(lost, ...looks), UNKNOWN)
  const hangs = part('pending', { label: 'another' })
  t.strictSame(run(refused, look(100, hangs), look(350, hangs)), PENDING, 'theirs is waited for')
  const both = [part('complete', { createdIndex: 2 }), theirs]
  t.strictSame(run(refused, look(100, ...both)), settled(1001), 'only our own rows are summed')
})

test('a row that is gone is a contradiction, not a failure', async t => {
  const looks = [look(0, part('pending')), after(look(90_000)), after(look(190_000))]
  for (const call of [lost, refused, { is: 'unsent' }] as const)
    t.strictSame(conclude(evidence(call, looks)), UNKNOWN)
  const two = look(0, part('complete'), part('complete', { createdIndex: 2 }))
  t.strictSame(conclude(evidence(lost, [two, look(1, part('complete'))])), PAID)
})
