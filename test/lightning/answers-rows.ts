// What is read out of rows: the same rows in another order are the same, what listpays says beside
// is no part, and a preimage is exactly its 64 digits.
import { createHash } from 'node:crypto'
import { test } from 'tap'
import { msat } from '../../src/core/msat.ts'
import { conclude, isPreimageOf } from '../../src/lightning/answers.ts'
import type { Call, Look } from '../../src/lightning/evidence.ts'
import type { Part } from '../../src/lightning/port.ts'

const preimage = 'ab'.repeat(32)
const paymentHash = createHash('sha256').update(preimage, 'hex').digest('hex')
const label = 'lapp:pay:acc'

const failed = (createdIndex = 1, more: Partial<Part> = {}): Part => ({
  status: 'failed',
  source: 'listsendpays',
  createdIndex,
  label,
  preimage: undefined,
  amountSentMsat: msat(1001),
  ...more
})
const look = (atMs: number, ...parts: Part[]): Look => ({
  askedMs: atMs,
  atMs,
  restarted: false,
  parts
})
const refused: Call = { is: 'refused', flushedMs: 0 }
const node = { slowMode: true, retryForSeconds: 60, dispatchedAgoMs: 0 }

const end = (looks: readonly Look[], call: Call = refused, known?: string) =>
  conclude({ paymentHash, label, call, looks, preimage: known, ...node })

const BACK = { is: 'failed', because: 'answered' }
const UNKNOWN = { is: 'unknown', pending: false }

test('a preimage is its 64 digits, in either case, and nothing behind them', async t => {
  t.ok(isPreimageOf(preimage, paymentHash))
  t.ok(isPreimageOf(preimage.toUpperCase(), paymentHash))
  // What is no hex ends what Node decodes, so that the hash alone would not notice.
  t.notOk(isPreimageOf(`${preimage}zz`, paymentHash))
})

test('one complete part is a sum', async t => {
  const paid = failed(1, { status: 'complete', preimage })
  t.strictSame(end([look(0, paid)]), { is: 'settled', preimage, amountSentMsat: msat(1001) })
})

test('the sum of an answer whose preimage proves nothing is worth nothing', async t => {
  const lie = { is: 'success', preimage: '22'.repeat(32), amountSentMsat: msat(1), failedParts: 0 }
  t.strictSame(end([], lie as Call, preimage), { is: 'paid', preimage })
})

test('looks agree on rows, in whatever order and objects they come', async t => {
  t.match(end([look(0, failed(1), failed(2)), look(300, failed(2), failed(1))]), BACK)
})

test('looks agree from the last that differed, though an earlier one showed the same', async t => {
  const looks = [look(0), look(100, failed()), look(200), look(300, failed())]
  t.strictSame(end([...looks, look(549, failed())]), UNKNOWN)
  t.match(end([...looks, look(550, failed())]), BACK)
})

test('what listpays no longer shows is no part that is lost', async t => {
  const pays = failed(1, { source: 'listpays' })
  t.match(end([look(0, pays), look(300), look(550)]), BACK)
  t.strictSame(end([look(0, failed()), look(300), look(550)]), UNKNOWN)
})

const lost: Call = { is: 'lost', fencedMs: 0 }
const pays = failed(2, { source: 'listpays' })

test('a lost call ends by what xpay says failed, beside the parts that say so too', async t => {
  const looks = (...parts: Part[]) => [look(0, ...parts), look(10_000, ...parts)]
  t.match(end(looks(failed(), pays), lost), { is: 'failed', because: 'failed_rows' })
  t.match(end(looks(pays), lost), { is: 'failed', because: 'failed_rows' })
  t.strictSame(end(looks(failed()), lost), UNKNOWN, 'not by the parts alone')
})

test('a lost call is judged by the latest look, not by an earlier one', async t => {
  const later = [look(0), look(1, pays), look(10_001, pays)]
  t.match(end(later, lost), { is: 'failed', because: 'failed_rows' })
  // What listpays showed in the middle and then no longer is neither proof nor agreement.
  t.strictSame(
    end([look(0), look(1, pays), look(2, failed()), look(20_000, failed())], lost),
    UNKNOWN
  )
  t.match(end([look(0), look(1, pays), look(2, pays), look(300), look(600)], lost), {
    is: 'failed',
    because: 'fenced'
  })
})

test('a restart counts where the latest look shows it', async t => {
  const never = { is: 'refused', flushedMs: undefined } as const
  const restarted = { ...look(300), restarted: true }
  t.match(end([look(0), restarted], never), { is: 'failed', because: 'restarted' })
  t.strictSame(end([{ ...look(0), restarted: true }, look(300)], never), UNKNOWN)
})
