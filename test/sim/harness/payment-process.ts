// The process that drives one payment: the same rules as the gateway,
// called for every state; it may die and begin again at any moment.
import assert from 'node:assert/strict'
import { createHash } from 'node:crypto'
import { msat } from '../../../src/core/msat.ts'
import type { Outcome } from '../../../src/core/outcome.ts'
import { decide, STUCK_AFTER_MS, type State } from '../../../src/payment/decide.ts'
import { conclude } from '../../../src/lightning/answers.ts'
import type { Call, Evidence } from '../../../src/lightning/evidence.ts'
import type { Part } from '../../../src/lightning/port.ts'
import { FORGOTTEN, type Moves, type PaymentState } from './payment-state.ts'

export type Rules = {
  readonly conclude: (evidence: Evidence) => Outcome
  readonly decide: typeof decide
  /** Whether the node's start is asked for before its rows are. */
  readonly restartFirst: boolean
  /**
   * When a look counts as made: when its rows were asked for,
   * before which they were not read, or when they arrived.
   */
  readonly lookedAt: 'asked' | 'arrived'
  /**
   * Whether something may happen between the reading of rows
   * and their arrival. Without that, looks count for longer.
   */
  readonly delay: boolean
}

export const RULES: Rules = {
  conclude,
  decide,
  restartFirst: true,
  lookedAt: 'asked',
  delay: false
}

const TERMS = { amountMsat: msat(3), maxFeeMsat: msat(1), surchargeMsat: msat(0) }
const RETRY_FOR = 60
const PREIMAGE = '11'.repeat(32)
const HASH = createHash('sha256').update(PREIMAGE, 'hex').digest('hex')
const LABEL = 'lapp:pay:acc'

type Judge = (s: PaymentState) => PaymentState

export function processMoves(rules: Rules): (s: PaymentState) => Moves {
  const outcomes = new Map<string, Outcome>()

  const judged: Judge = s => {
    const { slow, call, seen, seenRestarted, seenLate, gap, preimage, late } = s
    const key = [slow, call, seen, seenRestarted, seenLate, gap, preimage, late].join()
    const outcome = outcomes.get(key) ?? rules.conclude(evidenceOf(s))
    outcomes.set(key, outcome)
    const sentAgoMs = late ? STUCK_AFTER_MS : 0
    const decision = rules.decide('sent', TERMS, { is: 'looked', outcome, sentAgoMs })
    if (decision.next === 'sent') {
      assert(
        decision.stuck === (late ? true : undefined),
        'what hangs for long is said to be stuck'
      )
      return { ...s, preimage: preimage || decision.preimage !== undefined }
    }
    const by = outcome.is === 'failed' ? outcome.because : outcome.is
    const sum = outcome.is === 'settled' ? outcome.amountSentMsat : 0n
    return { ...s, ending: `${decision.next} ${by} ${sum}` }
  }

  return s => {
    if (s.state === 'settled' || s.state === 'released') return []
    if (!s.alive) {
      const call = s.state === 'held' ? '' : s.replied ? 'refused' : 'silent'
      return [['the gateway starts again', { ...s, alive: true, call }]]
    }
    const moves: Moves = [['the gateway dies', { ...s, ...FORGOTTEN, alive: false, answer: '' }]]
    if (s.ending !== '') return [...moves, ['the end is committed', ended(s)]]
    if (s.state === 'held') return [...moves, ...dispatch(s, rules)]
    if (s.writing) return [...moves, write(s, judged)]
    // More often than the gateway does it, which may also be held up before it does.
    if (s.look === '' && (s.seen !== '-' || s.call === 'unsent'))
      moves.push(['it is judged', judged(s)])
    return [...moves, ...call(s, judged), look(s, rules, judged)]
  }
}

/** Nothing of it is left but what the database keeps; the node goes on. */
function ended(s: PaymentState): PaymentState {
  const [state, by = '', sum] = s.ending.split(' ')
  const forgotten = { ...FORGOTTEN, restarted: false, replied: false, answer: '', preimage: false }
  return { ...s, ...forgotten, state: state as State, by, sum: Number(sum) }
}

function dispatch(s: PaymentState, rules: Rules): Moves {
  const gone = rules.decide('held', TERMS, { is: 'withdrawn', why: 'expired' })
  const sent = rules.decide('held', TERMS, { is: 'turn' })
  return [
    ['it is withdrawn', ended({ ...s, ending: `${gone.next} withdrawn 0` })],
    ['sent is committed', { ...s, state: sent.next, writing: true }]
  ]
}

const write = (s: PaymentState, judged: Judge): Moves[number] =>
  s.up
    ? ['the call is written', { ...s, writing: false, call: 'open', xpay: 'running' }]
    : ['nobody listens', judged({ ...s, writing: false, call: 'unsent' })]

function call(s: PaymentState, judged: Judge): Moves {
  if (s.call !== 'open' || s.look !== '') return []
  const broken = { ...s, call: 'silent', answer: '' }
  const moves: Moves = [['the line breaks', judged(broken)]]
  if (s.answer === 'error') {
    // No look before it counts.
    const now = { call: 'refused', replied: true, answer: '', fresh: false, first: 0, gap: -1 }
    moves.push(['the error is read', judged({ ...s, ...now })])
  } else if (s.answer !== '') {
    moves.push(['the success is read', judged({ ...s, call: s.answer, answer: '' })])
  }
  return moves
}

function look(s: PaymentState, rules: Rules, judged: Judge): Moves[number] {
  switch (s.look) {
    case '': {
      const ask = { askRestarted: s.restarted, askFirst: s.first, askLate: s.late }
      return ['rows are asked for', { ...s, ...ask, look: 'asked' }]
    }
    case 'asked': {
      if (!s.up) return ['the node does not answer', { ...s, ...NO_LOOK }]
      const read = { rows: told(s.parts), rowsFresh: true, rowsAgree: s.fresh }
      const reading: PaymentState = { ...s, ...read, look: 'read' }
      return ['the node reads its rows', rules.delay ? reading : arrived(reading, rules, judged)]
    }
    case 'read':
      return ['they arrive', arrived(s, rules, judged)]
    default:
      return s.look satisfies never
  }
}

const NO_LOOK = {
  look: '',
  askRestarted: false,
  askLate: false,
  askFirst: 0,
  rows: '',
  rowsFresh: false,
  rowsAgree: false
} as const

function arrived(s: PaymentState, rules: Rules, judged: Judge): PaymentState {
  const asked = rules.lookedAt === 'asked'
  return judged({
    ...s,
    ...NO_LOOK,
    seen: s.rows,
    fresh: s.rowsFresh,
    seenRestarted: rules.restartFirst ? s.askRestarted : s.restarted,
    seenLate: asked ? s.askLate : s.late,
    first: s.rowsAgree && s.rowsFresh ? s.first : 0,
    gap: s.rowsAgree ? (asked ? s.askFirst : s.first) : 0
  })
}

/** What no rule tells apart is one. */
function told(parts: string): string {
  const complete = parts.replace(/[^cC]/g, '')
  if (/[pzP]/.test(parts)) return `${complete.slice(0, 1)}p`
  return complete === '' ? Array.from(new Set(parts)).join('') : complete
}

const LATEST_MS = 100_000

function evidenceOf(s: PaymentState): Evidence {
  const lost = s.call === 'open' && s.late
  const sinceMs = LATEST_MS - Math.max(0, s.gap)
  const parts = s.seen === '-' ? [] : Array.from(s.seen, part)
  // Those between the first and the latest of the looks that agree
  // add nothing, nor do those before: parts only ever go on.
  const first = { askedMs: sinceMs, atMs: sinceMs, restarted: false, parts }
  const latest = { askedMs: LATEST_MS, atMs: LATEST_MS, restarted: s.seenRestarted, parts }
  return {
    paymentHash: HASH,
    label: LABEL,
    call: lost ? { is: 'silent' } : callOf(s, s.gap < 0 ? LATEST_MS + 1 : sinceMs),
    looks: s.seen === '-' ? [] : s.gap > 0 ? [first, latest] : [latest],
    preimage: s.preimage ? PREIMAGE : undefined,
    slowMode: s.slow,
    retryForSeconds: RETRY_FOR,
    dispatchedAgoMs: s.seenLate ? STUCK_AFTER_MS : 0
  }
}

function callOf(s: PaymentState, atMs: number): Call {
  const [is, sum, failed] = s.call.split(' ')
  switch (is) {
    case 'success': {
      const amountSentMsat = msat(Number(sum))
      return { is, preimage: PREIMAGE, amountSentMsat, failedParts: Number(failed) }
    }
    case 'refused':
      return { is, atMs }
    case 'open':
    case 'unsent':
      return { is }
    case undefined:
    default:
      return { is: 'silent' }
  }
}

function part(letter: string, at: number): Part {
  const status = letter === 'p' ? 'pending' : /[cC]/.test(letter) ? 'complete' : 'failed'
  return {
    status,
    source: 'listsendpays',
    createdIndex: at + 1,
    preimage: status === 'complete' ? PREIMAGE : undefined,
    amountSentMsat: msat(1),
    label: /[CX]/.test(letter) ? undefined : LABEL
  }
}
