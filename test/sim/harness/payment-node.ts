// The node as far as one payment sees it, with all that it may do: parts
// that end as they like, answers before the end, restarts, phantoms.
//
// What is taken for granted of Core Lightning, since no rule could do without:
// - in slow mode xpay answers when none of its parts is out, unless its plugin dies; in fast mode
// whenever it likes, and then a part may show up for less than 10 s more;
// - an xpay that has made a part is not without one for 10 s before it
// answers, and it makes its first before retry_for + 30 s or never;
// - it makes no part once one is complete, or while the node knows the hash from somebody else;
// - a restart ends xpay and keeps the rows, and what was pending may be so for ever.
import { count, older, sorted, type Moves, type PaymentState } from './payment-state.ts'

/** @param most parts that it makes */
export function nodeMoves(s: PaymentState, most: number): Moves {
  if (s.state === 'held') return []
  const moves: Moves = s.up ? [...xpay(s, most), ...others(s)] : []
  const stopped = { ...s, up: false, xpay: s.xpay === 'none' ? 'none' : 'over' } as const
  if (s.up) {
    moves.push(['the node stops', stopped])
    if (s.parts.includes('p')) {
      moves.push(['the node is killed with a part half made', change(stopped, 'p', 'z')])
    }
  } else {
    // A start within a second of the sending may have come before the call.
    if (!s.writing) moves.push(['the node starts again', { ...s, up: true, restarted: true }])
    if (!s.late) moves.push(['the node starts again at once', { ...s, up: true }])
  }
  return [...moves, ...ends(s), ...time(s)]
}

function xpay(s: PaymentState, most: number): Moves {
  const moves: Moves = []
  if (s.xpay === 'lingering') moves.push(['xpay is done', { ...s, xpay: 'over' }])
  if (ours(s) < most && mayMake(s)) {
    const xpay = s.xpay === 'lingering' ? 'over' : s.xpay
    moves.push(['a part goes out', { ...change(s, '', 'p'), xpay }])
  }
  if (s.xpay !== 'running') return moves
  const out = /[pz]/.test(s.parts)
  const answers = (name: string, answer: string, xpay: 'over' | 'lingering'): void => {
    // Nobody reads it once the line is gone.
    moves.push([name, { ...s, xpay, answer: s.call === 'open' ? answer : '' }])
  }
  if (s.parts.includes('c') && !(s.slow && out)) {
    answers('xpay answers a success', success(s), 'over')
  }
  if (!s.slow) answers('xpay answers an error', 'error', 'lingering')
  else if (!out) answers('xpay answers an error', 'error', 'over')
  if (out) answers('the plugin of xpay dies', 'error', 'over')
  return moves
}

/** In fast mode its sum is a part of the truth. */
const success = (s: PaymentState): string =>
  s.slow ? `success ${count(s.parts, /c/g)} ${count(s.parts, /f/g)}` : 'success 1 0'

/** Somebody else pays the same invoice from this node: one of the two is refused. */
const others = (s: PaymentState): Moves =>
  /[pzcPCX]/.test(s.parts) ? [] : [['somebody else pays it from this node', change(s, '', 'P')]]

/** The network ends what is out, whether the node runs or not. */
function ends(s: PaymentState): Moves {
  const all: readonly (readonly [string, string, string])[] = [
    ['a part is claimed', 'p', 'c'],
    ['a part fails', 'p', 'f'],
    ['their part is claimed', 'P', 'C'],
    ['their part fails', 'P', 'X']
  ]
  return all
    .filter(([, from]) => s.parts.includes(from))
    .map(([name, from, to]) => [name, change(s, from, to)])
}

function time(s: PaymentState): Moves {
  if (s.state !== 'sent') return []
  const moves: Moves = []
  if (s.slow) moves.push(['250 ms pass', { ...s, first: compared(s) ? older(s.first, 250) : 0 }])
  if (owes(s)) return moves
  const first = compared(s) ? older(s.first, 10_000) : 0
  // Held up for so long, the process does not write the call any more.
  const later = s.writing ? { ...s, writing: false, call: 'unsent' } : { ...s, first }
  moves.push(['10 s pass', later])
  if (!s.late) moves.push(['ten minutes pass', { ...later, late: true }])
  return moves
}

/** An xpay that still might make a part shows it, or says that it will not, within 10 s. */
const owes = (s: PaymentState): boolean =>
  s.xpay === 'lingering' || (s.xpay === 'running' && ours(s) > 0 && !/[pcz]/.test(s.parts))

const mayMake = (s: PaymentState): boolean =>
  (s.xpay === 'running' || s.xpay === 'lingering') &&
  !/[cPC]/.test(s.parts) &&
  (ours(s) > 0 || !s.late)

const change = (s: PaymentState, from: string, to: string): PaymentState => ({
  ...s,
  parts: sorted(from === '' ? s.parts + to : s.parts.replace(from, to)),
  fresh: false,
  first: s.look === 'read' && s.rowsAgree ? s.first : 0,
  rowsFresh: false
})

/** Whether it still matters how old the first look of those that agree is. */
const compared = (s: PaymentState): boolean => s.fresh || (s.look === 'read' && s.rowsAgree)

const ours = (s: PaymentState): number => count(s.parts, /[pcfz]/g)
