// The insides of the node as far as they matter to a fence, after Core Lightning v26.06.6:
// plugins/xpay/xpay.c, plugins/xpay/listpays.c, plugins/askrene/askrene.c, lightningd/pay.c.
//
// Taken for granted:
// - each link keeps its order, and its reader takes from it whenever it likes, or never;
// - xpay has one connection for all that it asks (libplugin), and answers listpays when the
// listsendpays that it asks for it has been answered; a command reaches it on another channel;
// - a search reads its layer and the channels when it begins, and takes as long as it likes;
// - row and HTLC are made in one step (injectpaymentonion); a part that is claimed is as bad as
// to have released as one that is pending, so that it is enough that parts stay pending or fail;
// - askrene pops at most one of those that wait when a search ends, and one that arrives while
// fewer are at work than may be begins at once, before those that wait (begin_request);
// - the call was written before its connection was lost: lightningd accepts connections in their
// order and has read it before it reads what came over a later one.
import { has, outstanding, unfenced, type FenceState, type Moves } from './fence-state.ts'

export type World = {
  /** Up to when a channel may appear. */
  readonly appears: 'never' | 'until listed' | 'whenever' | 'closed at once'
  /** Parts that xpay makes at once. */
  readonly parts: 1 | 2
}

export function nodeMoves(s: FenceState, world: World): Moves {
  return [
    ...lightningd(s),
    ...xpay(s, world),
    ...router(s),
    ...network(s),
    ...around(s, world)
  ].map(([name, next]) => [name, tidied(next)])
}

/** Nothing of a payment that is over is of interest, nor is our own once it is released. */
function tidied(s: FenceState): FenceState {
  const payment = s.payment === 'answered' && !outstanding(s) ? 'gone' : s.payment
  return payment === s.payment ? s : { ...s, payment }
}

function lightningd(s: FenceState): Moves {
  const moves: Moves = []
  if (s.unread)
    moves.push(['lightningd reads the call', { ...s, unread: false, toXpay: s.toXpay + 'x' }])
  const [ask, asks] = take(s.asks)
  if (ask !== '') moves.push(...carriesOut({ ...s, asks }, ask))
  const [told, fromRouter] = take(s.fromRouter)
  if (told !== '') {
    const ours = has('dctfk', told)
    const next: FenceState = { ...s, fromRouter }
    moves.push([
      `lightningd has the router's answer ${told}`,
      ours ? { ...next, question: 'answered' } : { ...next, answers: s.answers + told }
    ])
  }
  const [said, fromXpay] = take(s.fromXpay)
  if (said === 'l') moves.push(['listpays is answered', { ...s, fromXpay, question: 'answered' }])
  if (said === '!') moves.push(['the error is answered', { ...s, fromXpay, refused: true }])
  return moves
}

function carriesOut(s: FenceState, ask: string): Moves {
  switch (ask) {
    case 'p':
      return [['the signer approves', { ...s, answers: s.answers + 'p' }]]
    case 's':
      return [
        ['lightningd reads its rows for xpay', { ...s, answers: s.answers + 's', snapshot: s.rows }]
      ]
    case 'i':
    case 'I': {
      const at = ask === 'i' ? 0 : 1
      return [
        [`part ${at + 1} goes out`, { ...s, rows: put(s.rows, at, 'p') }],
        [
          `part ${at + 1} is refused without a row`,
          { ...s, answers: s.answers + (at === 0 ? 'u' : 'U') }
        ]
      ]
    }
    default:
      return [[`lightningd hands ${ask} to the router`, { ...s, toRouter: s.toRouter + ask }]]
  }
}

function xpay(s: FenceState, world: World): Moves {
  const moves: Moves = []
  const [command, toXpay] = take(s.toXpay)
  if (command === 'x') {
    moves.push(['xpay has the call', { ...s, toXpay, payment: 'on', asks: s.asks + 'p' }])
  }
  if (command === 'l') moves.push(['xpay has listpays', { ...s, toXpay, asks: s.asks + 's' }])
  const [answer, answers] = take(s.answers)
  if (answer !== '') moves.push(...hears({ ...s, answers }, answer, world))
  return moves
}

function hears(s: FenceState, answer: string, world: World): Moves {
  const goesOn = (ask: string): Moves => [[`xpay asks for ${ask}`, { ...s, asks: s.asks + ask }]]
  switch (answer) {
    case 'p':
      return goesOn('y')
    case 'y':
      return goesOn('g')
    case 'r':
      return goesOn('i')
    case 'R':
      return goesOn('I')
    case 's': {
      const { rows, payment } = { rows: s.snapshot, payment: s.payment }
      const ongoing = payment === 'on' || payment === 'answered'
      const status = listpays(rows, ongoing)
      return [
        [
          'xpay answers listpays',
          { ...s, snapshot: '', fromXpay: s.fromXpay + 'l', got: s.got + status }
        ]
      ]
    }
    case 'G': {
      if (s.payment !== 'on') return [['xpay ignores a way', s]]
      const one: FenceState = {
        ...s,
        begun: s.begun + 1,
        asks: s.asks + (s.begun === 0 ? 'r' : 'R')
      }
      const moves: Moves = [['xpay reserves for a part', one]]
      if (world.parts === 2 && s.begun === 0) {
        moves.push(['xpay reserves for two parts', { ...s, begun: 2, asks: `${s.asks}rR` }])
      }
      return moves
    }
    case 'g':
      // Asked with as few parts as the payee seems to need, it asks once more without that limit.
      return fails(s, s.begun === 0 && !s.retried, { retried: true })
    case 'e':
    case 'E':
      return fails(s, s.begun < world.parts && !searches(s))
    default:
      return fails(s, false)
  }
}

/** No way, a reservation refused, or a part that failed: it gives up, or goes on where it can. */
function fails(s: FenceState, more: boolean, tried: Partial<FenceState> = {}): Moves {
  if (s.payment !== 'on') return [['xpay notes a failure', s]]
  // Nobody hears it once the line is gone; the gateway reads it only while it waits for it.
  const fromXpay = s.phase === 'open' ? `${s.fromXpay}!` : s.fromXpay
  const moves: Moves = [['xpay gives up', { ...s, payment: 'answered', fromXpay }]]
  if (more) moves.push(['xpay tries again', { ...s, ...tried, asks: `${s.asks}g` }])
  return moves
}

const searches = (s: FenceState): boolean =>
  /[gG]/.test(s.asks + s.answers + s.toRouter + s.fromRouter) || has(s.live + s.waiting, 'c')

function listpays(rows: string, ongoing: boolean): string {
  if (rows === '--') return ''
  return has(rows, 'p') || ongoing ? 'p' : 'f'
}

function router(s: FenceState): Moves {
  const moves: Moves = []
  const [message, toRouter] = take(s.toRouter)
  const next: FenceState = { ...s, toRouter }
  const done = (over: Partial<FenceState>): FenceState => ({
    ...next,
    fromRouter: s.fromRouter + message,
    ...over
  })
  if (message === 'g') moves.push(['the search of the call arrives', arrives(next, 'c')])
  else if (message === 'f') moves.push(['our search arrives', arrives(next, 'f')])
  else if (message === 'd') moves.push(['the layer closes the node', done({ nodeOff: true })])
  else if (message === 'c')
    moves.push([
      `the layer closes ${s.direction}`,
      done({ off: has(s.off, s.direction) ? s.off : sorted(s.off + s.direction) })
    ])
  else if (message === 't')
    moves.push(['the threads are set', done({ threads: Number(s.direction) })])
  else if (message !== '') moves.push([`the router answers ${message}`, done({})])
  if (message === 'r' || message === 'R') {
    const refused = message === 'r' ? 'z' : 'Z'
    moves.push(['the router refuses a reservation', done({ fromRouter: s.fromRouter + refused })])
  }
  for (const search of new Set(s.live)) {
    const answer = search === 'c' ? (s.way ? 'G' : 'g') : search === 'f' ? 'f' : ''
    const ended = wake({
      ...s,
      live: s.live.replace(search, ''),
      fromRouter: s.fromRouter + answer
    })
    moves.push([
      `search ${search} ends${search === 'c' ? (s.way ? ' with a way' : ' without a way') : ''}`,
      ended
    ])
  }
  if (s.other) moves.push(['somebody else searches', arrives({ ...s, other: false }, 'o')])
  return moves
}

/** askrene.c, json_getroutes. */
const arrives = (s: FenceState, search: string): FenceState =>
  s.live.length >= s.threads ? { ...s, waiting: s.waiting + search } : begins(s, search)

/** askrene.c, destroy_live_command: at most one of those that wait. */
function wake(s: FenceState): FenceState {
  const [search, waiting] = take(s.waiting)
  return search === '' || s.live.length >= s.threads ? s : begins({ ...s, waiting }, search)
}

function begins(s: FenceState, search: string): FenceState {
  const open = Array.from(s.channels).some(
    channel => !has(s.off, channel) && !(channel === 'a' && s.nodeOff)
  )
  return { ...s, live: sorted(s.live + search), way: search === 'c' ? open : s.way }
}

function network(s: FenceState): Moves {
  return [0, 1]
    .filter(at => s.rows[at] === 'p')
    .map(at => [
      `part ${at + 1} fails`,
      { ...s, rows: put(s.rows, at, 'f'), answers: s.answers + (at === 0 ? 'e' : 'E') }
    ])
}

function around(s: FenceState, { appears }: World): Moves {
  const moves: Moves = []
  const [did, zombie] = take(s.zombie)
  if (did !== '' && s.phase === 'fence') {
    moves.push([
      `a fence of another process sets ${did} threads`,
      { ...s, zombie, threads: Number(did) }
    ])
  }
  const listed = s.phase !== 'open' && s.phase !== 'fence' && !unfenced(s)
  if (appears === 'never' || has(s.channels, 'n') || (listed && appears === 'until listed'))
    return moves
  const off = listed && appears === 'closed at once' ? `${s.off}n` : s.off
  moves.push(['a channel appears', { ...s, channels: `${s.channels}n`, off }])
  return moves
}

const take = (queue: string): readonly [string, string] => [queue.slice(0, 1), queue.slice(1)]
const put = (text: string, at: number, letter: string): string =>
  text.slice(0, at) + letter + text.slice(at + 1)
export const sorted = (text: string): string => Array.from(text).sort().join('')
