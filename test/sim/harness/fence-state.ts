// One call of xpay, the insides of the node and the process that fences or flushes it, as one flat
// state. Every link is a queue, first in first out; between links there is no order.

export type FenceState = {
  // Messages on their way, a letter for each, the next to be read first.
  // Of the call: x itself, p preapproveinvoice, y its private layer, g getroutes (answered: g no
  // way, G a way), r R askrene-reserve of its two parts (answered with an error: z Z), i I
  // injectpaymentonion (answered with an error: e E,
  // and u U where no row was made).
  // Of ours: l listpays, s the listsendpays that xpay asks for it, k askrene-listlayers, d
  // disable-node, c update-channel, t setconfig, f getroutes.
  /** The call has been written and lightningd has not read it. */
  readonly unread: boolean
  /** lightningd to xpay, its standard input. */
  readonly toXpay: string
  /** xpay to lightningd, its connection to the socket: requests. */
  readonly asks: string
  /** lightningd to xpay over that connection: answers. */
  readonly answers: string
  /** xpay to lightningd, its standard output: answers to commands; `!` is the error of the call. */
  readonly fromXpay: string
  readonly toRouter: string
  readonly fromRouter: string
  // The router: c the call's search, f ours, o somebody else's.
  readonly live: string
  readonly waiting: string
  readonly threads: number
  /** The call's search that is at work, or the latest, has found a way. */
  readonly way: boolean
  /** Channels that the node has: a announced, p private, n one that has appeared. */
  readonly channels: string
  readonly nodeOff: boolean
  readonly off: string
  /** Somebody else's search may still come. */
  readonly other: boolean
  /** What a fence of another process may still do to the threads: r restore them, 1 set them. */
  readonly zombie: string
  // xpay and lightningd.
  readonly payment: '' | 'on' | 'answered' | 'gone'
  /** It has asked for ways a second time, without a limit of parts. */
  readonly retried: boolean
  /** Parts begun. */
  readonly begun: number
  /** Rows of the two parts: p pending, f failed, - none. */
  readonly rows: string
  // The gateway.
  readonly phase: 'open' | 'fence' | 'rounds' | 'looks' | 'released'
  /** Where the one question is that is out. */
  readonly question: '' | 'asked' | 'inside' | 'answered'
  /** What is asked: an order of the fence and its direction, or the letter of a round or a look. */
  readonly order: string
  readonly direction: string
  /** What was read for the question: rows and the status of listpays, channels, threads. */
  readonly got: string
  readonly snapshot: string
  readonly closed: string
  readonly toClose: string
  readonly flushed: boolean
  /** Rounds of questions that are done. */
  readonly rounds: number
  /** How often the router and xpay have been flushed, one after the other. */
  readonly passes: number
  /** What the look before has shown, `*` without one that counts. */
  readonly seen: string
  readonly refused: boolean
}

export type Moves = [string, FenceState][]

export const start = (over: Partial<FenceState> = {}): FenceState => ({
  unread: true,
  toXpay: '',
  asks: '',
  answers: '',
  fromXpay: '',
  toRouter: '',
  fromRouter: '',
  live: '',
  waiting: '',
  threads: 2,
  way: false,
  channels: 'ap',
  nodeOff: false,
  off: '',
  other: false,
  zombie: '',
  payment: '',
  retried: false,
  begun: 0,
  rows: '--',
  phase: 'open',
  question: '',
  order: '',
  direction: '',
  got: '',
  snapshot: '',
  closed: '',
  toClose: '',
  flushed: false,
  rounds: 0,
  passes: 0,
  seen: '*',
  refused: false,
  ...over
})

export const has = (text: string, letter: string): boolean => text.includes(letter)

/** Whether xpay still waits for an answer of its own. */
export const outstanding = (s: FenceState): boolean =>
  /[pygGrRzZiIeEuU]/.test(s.asks + s.answers + s.fromRouter) ||
  /[ygrR]/.test(s.toRouter) ||
  has(s.live + s.waiting, 'c') ||
  has(s.rows, 'p')

/** Instead of a number of rounds: nothing was flushed yet. */
export const UNFLUSHED = -1
/** Rows are looked at after the line broke, before there is a fence. */
export const unfenced = (s: FenceState): boolean => s.phase === 'looks' && s.rounds === UNFLUSHED
