// The gateway as far as it proves that a call is over: the real order of the fence, the rounds that
// flush xpay, the looks, and the real conclusion from them.
import { conclude } from '../../../src/lightning/answers.ts'
import {
  begin,
  nextCommand,
  type Answer,
  type Fence,
  type Next,
  type FenceCommand
} from '../../../src/lightning/fence.ts'
import { ROUNDS_AFTER_ERROR, ROUNDS_AFTER_LOSS } from '../../../src/payment/fence/flush-xpay.ts'
import { sorted } from './fence-node.ts'
import { evidence, type Counting } from './fence-evidence.ts'
import { UNFLUSHED, unfenced, type FenceState, type Moves } from './fence-state.ts'

export type Law = Counting & {
  /** Which orders are carried out; the others count as done. */
  readonly carriesOut: (order: FenceCommand) => boolean
  readonly next: typeof nextCommand
  readonly fences: boolean
  readonly roundsAfterLoss: number
  readonly roundsAfterError: number
  /** How often the router is flushed, and xpay after it. */
  readonly passes: number
  /** Whether a call may still be unread when what came over a later connection is read. */
  readonly overtakes: boolean
}

export const LAW: Law = {
  carriesOut: () => true,
  next: nextCommand,
  fences: true,
  roundsAfterLoss: ROUNDS_AFTER_LOSS,
  roundsAfterError: ROUNDS_AFTER_ERROR,
  looks: 2,
  passes: 1,
  overtakes: false,
  counts: 'flushed'
}

const ROUND = ['listpays', 'listlayers'] as const

export type Gateway = {
  readonly moves: (s: FenceState) => Moves
  /** Whoever has an answer goes on at once: he may be held up before his next question as well. */
  readonly settled: (s: FenceState) => FenceState
}

export function gateway(law: Law): Gateway {
  const outcomes = new Map<string, string>()
  const judged = (s: FenceState, seen: string): string => {
    const key = [seen, s.seen, s.refused, s.rounds].join()
    const known = outcomes.get(key) ?? conclude(evidence(s, seen, law)).is
    outcomes.set(key, known)
    return known
  }
  function settled(s: FenceState): FenceState {
    let now = s
    while (now.question === 'answered') now = answered(now, law, judged)
    return now
  }
  return {
    settled,
    moves: s => (s.phase === 'open' ? opened(s, law) : [...fenced(s, law), ...asks(s, law)])
  }
}

function opened(s: FenceState, law: Law): Moves {
  if (s.refused) {
    const counted = law.roundsAfterError > 0 ? rounds(s) : looks(s)
    return [['the error is read', counted]]
  }
  return [['the line breaks', { ...looks(s), fromXpay: '', rounds: UNFLUSHED }]]
}

/** As prove() does where a look has shown nothing; or it looks once more. */
function fenced(s: FenceState, law: Law): Moves {
  if (!unfenced(s) || s.question !== 'asked' || s.seen !== '--/') return []
  const anew: FenceState = { ...s, seen: '*' }
  if (law.fences) return [['the call is fenced', advance(anew, begin([]), law)]]
  return law.roundsAfterLoss > 0 ? [['xpay is flushed', rounds(anew)]] : []
}

const rounds = (s: FenceState): FenceState =>
  question({ ...s, phase: 'rounds', rounds: 0, closed: '', toClose: '', flushed: false }, ROUND[0])
const looks = (s: FenceState): FenceState => question({ ...s, phase: 'looks' }, 'look')
const question = (s: FenceState, order: string, direction = ''): FenceState => ({
  ...s,
  question: 'asked',
  order,
  direction,
  got: ''
})

function asks(s: FenceState, law: Law): Moves {
  const moves: Moves = []
  if (s.question === 'asked' && (!s.unread || law.overtakes)) {
    moves.push([`lightningd reads ${s.order}${s.direction}`, read(s, law)])
  }
  if (s.order === 'search' && /f/.test(s.toRouter + s.waiting)) {
    const gone = { toRouter: s.toRouter.replace('f', ''), waiting: s.waiting.replace('f', '') }
    moves.push(['our search is late', proceed({ ...s, ...gone }, { is: 'late' }, law)])
  }
  return moves
}

const LETTERS: Readonly<Record<string, string>> = {
  disable_node: 'd',
  disable_channel: 'c',
  one_thread: 't',
  restore_threads: 't',
  search: 'f',
  listlayers: 'k'
}

function read(s: FenceState, law: Law): FenceState {
  const inside: FenceState = { ...s, question: 'inside' }
  const done: FenceState = { ...s, question: 'answered' }
  if (s.phase === 'fence' && !law.carriesOut(orderOf(s))) return done
  switch (s.order) {
    case 'list_channels':
      return { ...done, got: s.channels }
    case 'read_threads':
      return { ...done, got: String(s.threads) }
    case 'listpays':
      return { ...inside, toXpay: `${s.toXpay}l` }
    case 'look':
      return { ...inside, toXpay: `${s.toXpay}l`, got: `${s.rows}/` }
    default: {
      const letter = LETTERS[s.order]
      return letter === undefined ? done : { ...inside, toRouter: s.toRouter + letter }
    }
  }
}

function answered(
  s: FenceState,
  law: Law,
  judged: (s: FenceState, seen: string) => string
): FenceState {
  switch (s.order) {
    case 'listpays':
      return question(s, ROUND[1])
    case 'listlayers':
      return oneRoundMore({ ...s, rounds: s.rounds + 1 }, law)
    case 'look': {
      const outcome = judged(s, s.got)
      return outcome === 'failed' ? over(s) : looks({ ...s, seen: s.got })
    }
    default:
      return proceed(s, answerOf(s), law)
  }
}

/** Of the node only what is still to come of the call is of interest from now on. */
const over = (s: FenceState): FenceState => ({
  ...question(s, ''),
  phase: 'released',
  question: '',
  seen: '*',
  rounds: 0,
  refused: false,
  passes: 0,
  fromXpay: '',
  live: s.live.replace(/[fo]/g, ''),
  waiting: s.waiting.replace(/[fo]/g, ''),
  other: false,
  zombie: ''
})

function oneRoundMore(s: FenceState, law: Law): FenceState {
  const needed = s.refused ? law.roundsAfterError : law.roundsAfterLoss
  if (s.rounds < needed) return question(s, ROUND[0])
  const passes = s.passes + 1
  if (s.refused || passes >= law.passes) return looks(s)
  return advance({ ...s, passes }, begin([]), law)
}

function answerOf(s: FenceState): Answer {
  switch (s.order) {
    case 'list_channels':
      return { is: 'channels', directions: Array.from(s.got) }
    case 'read_threads':
      return { is: 'threads', threads: Number(s.got || '1') }
    default:
      return { is: 'done' }
  }
}

const orderOf = (s: FenceState): FenceCommand =>
  (s.order === 'disable_channel'
    ? { is: 'disable_channel', direction: s.direction }
    : { is: s.order }) as FenceCommand

const fenceOf = (s: FenceState): Fence => ({
  closed: new Set(s.closed),
  open: Array.from(s.toClose),
  flushed: s.flushed
})

const proceed = (s: FenceState, answer: Answer, law: Law): FenceState =>
  advance(s, law.next(fenceOf(s), orderOf(s), answer), law)

function advance(s: FenceState, step: Next, law: Law): FenceState {
  const fence = {
    closed: sorted(Array.from(step.fence.closed).join('')),
    toClose: step.fence.open.join(''),
    flushed: step.fence.flushed
  }
  switch (step.is) {
    case 'closed':
      return rounds({ ...s, ...fence })
    case 'not_flushed':
      // Tried again later, as if nothing had been closed.
      return advance({ ...s, passes: 0 }, begin([]), law)
    case 'ask': {
      const { order } = step
      // A note in the database, or what nobody waits for.
      if (order.is === 'keep_threads' || order.is === 'wake_queue')
        return advance(s, law.next(step.fence, order, { is: 'done' }), law)
      const threads = order.is === 'one_thread' ? '1' : order.is === 'restore_threads' ? '2' : ''
      const direction = order.is === 'disable_channel' ? order.direction : threads
      return question({ ...s, ...fence, phase: 'fence' }, order.is, direction)
    }
    default:
      return step satisfies never
  }
}
