// The process that drives one payment: the same rules as the gateway,
// called for every state; it may die and begin again at any moment.
import assert from 'node:assert/strict'
import { msat } from '../../../src/core/msat.ts'
import type { Outcome } from '../../../src/core/outcome.ts'
import { decide, STUCK_AFTER_MS, type State } from '../../../src/payment/decide.ts'
import { conclude } from '../../../src/lightning/answers.ts'
import type { Evidence } from '../../../src/lightning/evidence.ts'
import { evidenceOf, listpays } from './payment-evidence.ts'
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
  /** Whether xpay is flushed after an error, and a lost call is fenced, before looks count. */
  readonly flushes: boolean
  readonly fences: boolean
  /** Whether an invoice of our own node must have run out: no route of it can be closed. */
  readonly waitsForExpiry: boolean
  /** Whether a change of the socket's mode looks like a restart. */
  readonly touchCounts: boolean
}

export const RULES: Rules = {
  conclude,
  decide,
  restartFirst: true,
  lookedAt: 'asked',
  delay: false,
  flushes: true,
  fences: true,
  waitsForExpiry: true,
  touchCounts: false
}

const TERMS = { amountMsat: msat(3), maxFeeMsat: msat(1), surchargeMsat: msat(0) }

type Judge = (s: PaymentState) => PaymentState

export function processMoves(rules: Rules): (s: PaymentState) => Moves {
  const outcomes = new Map<string, Outcome>()

  const judged: Judge = s => {
    const { slow, call, flushed, seen, seenRestarted, gap, preimage, late } = s
    const key = [slow, call, flushed, seen, seenRestarted, gap, preimage].join()
    const outcome = outcomes.get(key) ?? rules.conclude(evidenceOf(s))
    outcomes.set(key, outcome)
    const sentAgoMs = late ? STUCK_AFTER_MS : 0
    const decision = rules.decide('sent', TERMS, {
      is: 'looked',
      outcome,
      sentAgoMs,
      unfenced: false
    })
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
      const call = s.state === 'held' ? '' : s.replied ? 'refused' : 'lost'
      return [['the gateway starts again', { ...s, alive: true, call }], ...otherGateway(s)]
    }
    const moves: Moves = [
      ['the gateway dies', { ...s, ...FORGOTTEN, alive: false, answer: '' }],
      ...otherGateway(s)
    ]
    if (s.ending !== '') return [...moves, ['the end is committed', ended(s)]]
    if (s.state === 'held') return [...moves, ...dispatch(s, rules)]
    if (s.writing) return [...moves, write(s, judged)]
    // More often than the gateway does it, which may also be held up before it does.
    if (s.look === '' && (s.seen !== '-' || s.call === 'unsent'))
      moves.push(['it is judged', judged(s)])
    return [...moves, ...call(s, judged), ...proof(s, rules), look(s, rules, judged)]
  }
}

/** One that is held up for long is taken for dead; it goes on with what it was at. */
function otherGateway(s: PaymentState): Moves {
  switch (s.other) {
    case '':
      if (!s.alive || s.state !== 'sent' || !(s.writing || s.call === 'open')) return []
      return [
        [
          'another gateway takes it over',
          {
            ...s,
            ...FORGOTTEN,
            other: s.writing ? 'writing' : 'waiting',
            call: s.replied ? 'refused' : 'lost'
          }
        ]
      ]
    case 'writing': {
      // What was opened to one lightningd is not written to the next.
      if (!s.up || s.restarted) return [['the other gateway cannot write', { ...s, other: 'none' }]]
      const xpay = s.xpay === 'none' ? 'running' : s.xpay
      return [['the other gateway writes its call', { ...s, other: 'waiting', xpay }]]
    }
    case 'none':
      return []
    case 'waiting': {
      if (s.answer === '') return []
      const replied = s.replied || s.answer === 'error'
      return [['the other gateway reads the answer', { ...s, other: 'none', answer: '', replied }]]
    }
    default:
      return s.other satisfies never
  }
}

/** What the other model has shown: nothing that is not in the rows goes out from then on. */
function proof(s: PaymentState, rules: Rules): Moves {
  if (s.flushed || s.look !== '' || !s.up) return []
  // No look before it counts.
  const now = { flushed: true, fresh: false, first: 0, gap: -1 }
  if (s.call === 'refused') {
    const xpay = s.xpay === 'lingering' || s.xpay === 'orphan' ? 'over' : s.xpay
    return [['xpay is flushed', { ...s, ...now, xpay: rules.flushes ? xpay : s.xpay }]]
  }
  if (s.call !== 'lost' || !/^[CX]*\/$/.test(s.seen)) return []
  if (s.own) {
    const waits = rules.waitsForExpiry && !s.expired
    return waits ? [] : [['it has run out, and xpay is flushed', { ...s, ...now }]]
  }
  const xpay =
    s.xpay === 'none' || s.xpay === 'running' ? 'barred' : s.xpay === 'barred' ? s.xpay : 'over'
  return [['it is fenced and flushed', { ...s, ...now, xpay: rules.fences ? xpay : s.xpay }]]
}

/** Nothing of it is left but what the database keeps; the node goes on. */
function ended(s: PaymentState): PaymentState {
  const [state, by = '', sum] = s.ending.split(' ')
  const forgotten = {
    ...FORGOTTEN,
    restarted: false,
    touched: false,
    replied: false,
    answer: '',
    preimage: false
  }
  return { ...s, ...forgotten, state: state as State, by, sum: Number(sum) }
}

function dispatch(s: PaymentState, rules: Rules): Moves {
  const gone = rules.decide('held', TERMS, { is: 'cancelled', why: 'expired' })
  const sent = rules.decide('held', TERMS, { is: 'turn' })
  return [
    ['it is cancelled', ended({ ...s, ending: `${gone.next} cancelled 0` })],
    ['sent is committed', { ...s, state: sent.next, writing: true }]
  ]
}

/** What was meant for one lightningd is not written to the next. */
const write = (s: PaymentState, judged: Judge): Moves[number] =>
  s.up && !s.restarted
    ? ['the call is written', { ...s, writing: false, call: 'open', xpay: 'running' }]
    : ['nobody listens', judged({ ...s, writing: false, call: 'unsent' })]

function call(s: PaymentState, judged: Judge): Moves {
  if (s.call !== 'open' || s.look !== '') return []
  const broken = { ...s, call: 'lost', answer: '' }
  // An end of the node ends the connection: that one can be counted on.
  const gone = !s.up || s.xpay === 'over' || s.xpay === 'orphan'
  const name = gone ? 'the node has closed the connection' : 'the line breaks'
  const moves: Moves = [[name, judged(broken)]]
  if (s.answer === 'error') {
    moves.push(['the error is read', judged({ ...s, call: 'refused', replied: true, answer: '' })])
  } else if (s.answer === 'died') {
    moves.push(['an error that is not of xpay is read', judged(broken)])
  } else if (s.answer !== '') {
    moves.push(['the success is read', judged({ ...s, call: s.answer, answer: '' })])
  }
  return moves
}

function look(s: PaymentState, rules: Rules, judged: Judge): Moves[number] {
  switch (s.look) {
    case '': {
      const askRestarted = s.restarted || (rules.touchCounts && s.touched)
      const ask = { askRestarted, askFirst: s.first }
      return ['rows are asked for', { ...s, ...ask, look: 'asked' }]
    }
    case 'asked': {
      if (!s.up) return ['the node does not answer', { ...s, ...NO_LOOK }]
      const rows = `${told(s.parts)}/${listpays(s)}`
      const read = { rows, rowsFresh: true, rowsAgree: s.fresh && s.seen === rows }
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
    first: s.rowsAgree && s.rowsFresh ? s.first : 0,
    gap: s.rowsAgree ? (asked ? s.askFirst : s.first) : 0
  })
}

/** What no rule tells apart is one. */
function told(parts: string): string {
  const complete = parts.replace(/[^cC]/g, '')
  if (/[pz]/.test(parts)) return `${complete.slice(0, 1)}p`
  if (parts.includes('P')) return `${complete.slice(0, 1)}P`
  return complete === '' ? Array.from(new Set(parts)).join('') : complete
}
