// The node as far as one payment sees it, with all that it may do: parts
// that end as they like, answers before the end, restarts, phantoms.
//
// What is taken for granted of Core Lightning, since no rule could do without:
// - in slow mode xpay answers when none of its parts is out, unless its plugin dies; in fast mode
// whenever it likes, and what it has reserved may go out at any time after;
// - as long as it is at work it makes a part whenever it likes, the first also after days;
// - listpays says pending of a payment that xpay has (attempt_ongoing), if there is any row;
// - what a plugin of xpay had written when it died is read within 10 s;
// - what fence.ts proves: once an error is flushed, or a lost call is fenced and flushed, no part
// goes out that is not in the rows; a call that is read after that finds its layer closed;
// - no part goes out once one is complete, or while the node knows the hash from somebody else;
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
    if (!s.touched) moves.push(['the mode of the socket is changed', { ...s, touched: true }])
    if (s.own && !s.expired) moves.push(['the invoice runs out', { ...s, expired: true }])
  } else moves.push(['the node starts again', { ...s, up: true, restarted: true }])
  return [...moves, ...ends(s), ...time(s)]
}

function xpay(s: PaymentState, most: number): Moves {
  const moves: Moves = []
  if (s.xpay === 'lingering' || s.xpay === 'orphan') {
    moves.push(['xpay is done', { ...s, xpay: 'over' }])
  }
  if (ours(s) < most && mayMake(s)) moves.push(['a part goes out', change(s, '', 'p')])
  if (s.xpay !== 'running' && s.xpay !== 'barred') return moves
  const out = /[pz]/.test(s.parts)
  const answers = (name: string, answer: string, xpay: 'over' | 'lingering' | 'orphan'): void => {
    // Nobody reads it once the line is gone.
    const heard = s.call === 'open' || s.other === 'waiting'
    moves.push([name, { ...s, xpay, answer: heard ? answer : '' }])
  }
  if (s.parts.includes('c') && !(s.slow && out)) {
    answers('xpay answers a success', success(s), 'over')
  }
  if (!s.slow) answers('xpay answers an error', 'error', s.xpay === 'barred' ? 'over' : 'lingering')
  else if (!out) answers('xpay answers an error', 'error', 'over')
  answers('the plugin of xpay dies', 'died', s.xpay === 'barred' ? 'over' : 'orphan')
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
  const moves: Moves = [['250 ms pass', { ...s, first: compared(s) ? older(s.first, 250) : 0 }]]
  if (s.xpay === 'orphan') return moves
  const first = compared(s) ? older(s.first, 10_000) : 0
  // Held up for so long, the process does not write the call any more.
  const later: PaymentState = s.writing ? { ...s, writing: false, call: 'unsent' } : { ...s, first }
  moves.push(['10 s pass', later])
  if (!s.late) moves.push(['ten minutes pass', { ...later, late: true }])
  return moves
}

const mayMake = (s: PaymentState): boolean =>
  (s.xpay === 'running' || s.xpay === 'lingering' || s.xpay === 'orphan') &&
  !(s.own && s.expired) &&
  !/[cPC]/.test(s.parts)

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
