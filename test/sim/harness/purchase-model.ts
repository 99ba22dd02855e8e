// One purchase: who asks the LApp may die, the payment ends as it
// likes, the service delivers late, never, or says what is not so.
import { deliver, type DeliveryAnswer } from '../../../src/purchase/decide.ts'
import type { Model } from './explore.ts'

export type PurchaseState = {
  readonly row: 'asking' | 'ordered' | 'refused'
  /** Of the one that asks the LApp for its invoice; another takes over when it is gone. */
  readonly asking: boolean
  readonly orders: number
  readonly payment: 'none' | 'held' | 'sent' | 'settled' | 'released'
  readonly delivery: 'waiting' | 'ready' | 'failed'
  /** The service has been asked and its answer is not read yet. */
  readonly asked: boolean
  /** What it said last. */
  readonly word: '' | DeliveryAnswer['is']
  readonly week: boolean
  /** The service will never have a word for it. */
  readonly mute: boolean
}

export type PurchaseRules = { readonly deliver: typeof deliver; readonly onlyPaid: boolean }

const START: PurchaseState = {
  row: 'asking',
  asking: true,
  orders: 0,
  payment: 'none',
  delivery: 'waiting',
  asked: false,
  word: '',
  week: false,
  mute: false
}

type Moves = [string, PurchaseState][]

export function purchaseModel(rules: Partial<PurchaseRules> = {}): Model<PurchaseState> {
  const all = { deliver, onlyPaid: true, ...rules }
  return {
    start: START,
    moves: s => [...ordering(s), ...paying(s), ...delivering(s, all)],
    wrong,
    end,
    faults: new Set(['the asker dies', 'the answer is lost'])
  }
}

function ordering(s: PurchaseState): Moves {
  if (s.row !== 'asking') return []
  if (!s.asking) return [['a repeat takes over', { ...s, asking: true }]]
  return [
    ['the asker dies', { ...s, asking: false }],
    ['the LApp says no', { ...s, row: 'refused', asking: false }],
    ['the LApp does not answer', { ...s, asking: false }],
    // The state of the row guards the unit, so one that took long orders nothing any more.
    ['it is ordered and held', { ...s, ...ORDERED, orders: s.orders + 1 }]
  ]
}

const ORDERED = { row: 'ordered', payment: 'held', asking: false } as const

function paying(s: PurchaseState): Moves {
  switch (s.payment) {
    case 'held':
      return [
        ['it is sent', { ...s, payment: 'sent' }],
        ['it is withdrawn', { ...s, payment: 'released' }]
      ]
    case 'sent':
      return [
        ['it is settled', { ...s, payment: 'settled' }],
        ['it is released', { ...s, payment: 'released' }]
      ]
    case 'none':
    case 'settled':
    case 'released':
      return []
    default:
      return s.payment satisfies never
  }
}

const A_WEEK_MS = 7 * 24 * 3_600_000

const ANSWERS: readonly DeliveryAnswer[] = [
  { is: 'ready', output: {} },
  { is: 'later', retryAfterMs: 1 },
  { is: 'failed', reason: 'sold out' },
  { is: 'trouble', why: 'no answer' }
]

function delivering(s: PurchaseState, { deliver, onlyPaid }: PurchaseRules): Moves {
  const moves: Moves = []
  if (!s.week) moves.push(['a week passes', { ...s, week: true }])
  if (!s.mute) moves.push(['the service goes mute', { ...s, mute: true }])
  if (s.row !== 'ordered' || s.delivery !== 'waiting') return moves
  if (!s.asked) {
    if (onlyPaid && s.payment !== 'settled') return moves
    return [...moves, ['the service is asked', { ...s, asked: true }]]
  }
  moves.push(['the answer is lost', { ...s, asked: false }])
  for (const answer of ANSWERS) {
    if (s.mute && answer.is !== 'trouble') continue
    const sincePaidMs = s.week ? A_WEEK_MS + 1 : 0
    const step = deliver(answer, { tries: 1, sincePaidMs, withinDays: 7 })
    const delivery = step.is === 'again' ? 'waiting' : step.is
    moves.push([`it says ${answer.is}`, { ...s, asked: false, delivery, word: answer.is }])
  }
  return moves
}

function wrong(s: PurchaseState): string | undefined {
  if (s.orders > 1) return 'WRONG: ordered twice'
  if (s.row !== 'ordered' && s.payment !== 'none') return 'WRONG: paid without an order'
  if (s.asked && s.payment !== 'settled') return 'WRONG: delivered before it was paid'
  if (s.delivery === 'ready' && s.word !== 'ready') return 'WRONG: delivered and nothing came'
  const given = s.delivery === 'failed' && s.word !== 'failed'
  return given && !s.week ? 'WRONG: given up what was paid for' : undefined
}

function end(s: PurchaseState): string | undefined {
  if (s.row === 'refused') return 'refused'
  if (s.payment === 'released') return 'not paid'
  return s.delivery === 'waiting' ? undefined : s.delivery
}
