// One deposit, the node's invoice for it and two processes that read what
// was paid, any of which may die, be slow, or read again from the start.
import { newId } from '../../../src/core/ids.ts'
import { msat } from '../../../src/core/msat.ts'
import { decide, depositLabel, type State } from '../../../src/deposit/decide.ts'
import type { Model } from './explore.ts'

export type DepositState = {
  readonly row: State | 'none'
  readonly invoice: 'none' | 'unpaid' | 'expired' | 'paid'
  readonly cursor: 0 | 1
  readonly receipt: boolean
  readonly credits: number
  readonly aside: number
  /**
   * What each reader is about to commit: what it saw of
   * row, receipt and cursor, and what it made of them.
   */
  readonly first: string
  readonly second: string
}

export type DepositRules = {
  readonly decide: typeof decide
  /**
   * Whether a unit names the cursor that it read from,
   * and makes the receipt that must not be there.
   */
  readonly guarded: boolean
}

const START: DepositState = {
  row: 'none',
  invoice: 'none',
  cursor: 0,
  receipt: false,
  credits: 0,
  aside: 0,
  first: '',
  second: ''
}

type Moves = [string, DepositState][]

/** @param orphan the label is ours, but its row is of a database that is gone */
export function depositModel(
  orphan: boolean,
  rules: Partial<DepositRules> = {}
): Model<DepositState> {
  const all: DepositRules = { decide, guarded: true, ...rules }
  return {
    start: orphan ? { ...START, invoice: 'unpaid' } : START,
    moves: s => [...rowMoves(s, orphan), ...nodeMoves(s), ...readers(s, all)],
    wrong,
    end,
    faults: new Set(['the cursor is set back'])
  }
}

function rowMoves(s: DepositState, orphan: boolean): Moves {
  const moves: Moves = []
  if (s.row === 'none' && !orphan) moves.push(['the row is committed', { ...s, row: 'creating' }])
  if (s.row === 'creating' && s.invoice === 'none') {
    moves.push(['the node makes the invoice', { ...s, invoice: 'unpaid' }])
  }
  if (s.row === 'creating' && s.invoice !== 'none') {
    moves.push(['the invoice is written down', { ...s, row: 'pending' }])
  }
  // By the node's word alone, which may be old by the time it is written.
  if (s.row === 'pending' && s.invoice === 'expired') {
    moves.push(['the row expires', { ...s, row: 'expired' }])
  }
  return moves
}

function nodeMoves(s: DepositState): Moves {
  if (s.invoice !== 'unpaid' && s.invoice !== 'expired') return []
  const moves: Moves = [['it is paid', { ...s, invoice: 'paid' }]]
  if (s.invoice === 'unpaid') moves.push(['it expires at the node', { ...s, invoice: 'expired' }])
  return moves
}

function readers(s: DepositState, { decide, guarded }: DepositRules): Moves {
  const moves: Moves = []
  for (const who of ['first', 'second'] as const) {
    if (s[who] === '') {
      if (s.invoice !== 'paid' || s.cursor === 1) continue
      const state = s.row === 'none' ? undefined : s.row
      const booking = decide({ label: LABEL, amountMsat: msat(1) }, state, s.receipt)
      moves.push([`the ${who} reads it`, { ...s, [who]: `${booking.is} ${s.row}` }])
      continue
    }
    const [is = '', row] = s[who].split(' ')
    const gone = { ...s, [who]: '' }
    moves.push([`the ${who} dies`, gone])
    const late = s.cursor === 1 || (is !== 'known' && s.receipt)
    const refused = (guarded && late) || (is === 'credit' && row !== s.row)
    moves.push([`the ${who} commits`, refused ? gone : booked(gone, is)])
  }
  if (s.cursor === 1) moves.push(['the cursor is set back', { ...s, cursor: 0 }])
  return moves
}

const LABEL = depositLabel(newId())

function booked(s: DepositState, is: string): DepositState {
  const read = { ...s, cursor: 1, receipt: true } as const
  switch (is) {
    case 'credit':
      return { ...read, row: 'settled', credits: s.credits + 1 }
    case 'suspense':
      return { ...read, aside: s.aside + 1 }
    default:
      return read
  }
}

function wrong(s: DepositState): string | undefined {
  const booked = s.credits + s.aside
  if (booked > 1) return 'WRONG: booked twice'
  if (booked > 0 && s.invoice !== 'paid') return 'WRONG: booked and never paid'
  if (s.cursor === 1 && booked === 0) return 'WRONG: read over and lost'
  return (s.row === 'settled') === (s.credits === 1) ? undefined : 'WRONG: settled and not credited'
}

function end(s: DepositState): string | undefined {
  if (s.first !== '' || s.second !== '' || s.cursor === 0) return undefined
  return s.credits === 1 ? 'credited' : 'set aside'
}
