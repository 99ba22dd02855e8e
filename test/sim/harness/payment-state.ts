// One payment, the node and the process that drives it, as one flat state.
// Time is cut to what rules ask for: 250 ms, 10 s, and ten minutes since it was sent.

export type PaymentState = {
  // The node.
  readonly slow: boolean
  readonly up: boolean
  /**
   * `lingering`: in fast mode it has answered, and what was reserved may yet go out. `orphan`: it
   * died, and what it had written may yet be read. `barred`: fenced, it makes no part any more.
   */
  readonly xpay: 'none' | 'running' | 'lingering' | 'orphan' | 'barred' | 'over'
  /**
   * A letter for each, sorted: p pending, c complete, f failed,
   * z pending for ever; P, C, X somebody else's on this node.
   */
  readonly parts: string
  /**
   * Written by the node and not read yet: `error`, or `success` with its sum and its failed parts.
   */
  readonly answer: string
  /** Another lightningd than the one that it was sent to. */
  readonly restarted: boolean
  /** Somebody has changed the mode of the socket's file. */
  readonly touched: boolean
  /** The invoice is of this node: no route, so no fence; a part needs it unpaid and unexpired. */
  readonly own: boolean
  readonly expired: boolean
  /** Another gateway that was taken for dead: it has still to write its call, or waits for it. */
  readonly other: '' | 'writing' | 'waiting' | 'none'
  readonly late: boolean
  // The database.
  readonly state: 'held' | 'sent' | 'settled' | 'released'
  readonly by: string
  readonly sum: number
  readonly preimage: boolean
  readonly replied: boolean
  // The process.
  readonly alive: boolean
  /** Sent is committed, the call is not written yet. */
  readonly writing: boolean
  readonly call: string
  /** An error is flushed, or a lost call fenced and flushed. */
  readonly flushed: boolean
  /** What the latest look showed, as far as rules tell it apart; `-` without one. */
  readonly seen: string
  /** Whether the rows have not changed since. */
  readonly fresh: boolean
  readonly seenRestarted: boolean
  /** Age of the first look that agrees with the latest. */
  readonly first: number
  /**
   * From when that was read to when the latest was asked; -1 where
   * it was asked before the answer, so that it does not count.
   */
  readonly gap: number
  readonly look: '' | 'asked' | 'read'
  readonly askRestarted: boolean
  readonly askFirst: number
  /** Read by the node and not arrived yet. */
  readonly rows: string
  readonly rowsFresh: boolean
  readonly rowsAgree: boolean
  /** The unit that ends it, on its way to the database. */
  readonly ending: string
}

/** A process that has just begun knows nothing of its own. */
export const FORGOTTEN = {
  writing: false,
  call: '',
  flushed: false,
  seen: '-',
  fresh: false,
  seenRestarted: false,
  first: 0,
  gap: -1,
  look: '',
  askRestarted: false,
  askFirst: 0,
  rows: '',
  rowsFresh: false,
  rowsAgree: false,
  ending: ''
} as const satisfies Partial<PaymentState>

export type Begin = {
  readonly own?: boolean
  readonly takenOver?: boolean
  readonly touched?: boolean
}

export const start = (slow: boolean, from: Begin = {}): PaymentState => ({
  slow,
  up: true,
  xpay: 'none',
  parts: '',
  answer: '',
  restarted: false,
  // Where no rule asks for it, it is no event.
  touched: from.touched !== true,
  own: from.own === true,
  expired: false,
  other: from.takenOver === true ? '' : 'none',
  late: false,
  state: 'held',
  by: '',
  sum: 0,
  preimage: false,
  replied: false,
  alive: true,
  ...FORGOTTEN
})

export type Moves = [string, PaymentState][]

/** Ages are cut down to a threshold: what is not provably old is young. */
export const older = (age: number, ms: number): number => Math.max(age, ms)

export function sorted(parts: string): string {
  let order = orders.get(parts)
  if (order === undefined) orders.set(parts, (order = Array.from(parts).sort().join('')))
  return order
}
/** There are few, and they come up at every other move. */
const orders = new Map<string, string>()

export const count = (parts: string, kind: RegExp): number => parts.match(kind)?.length ?? 0
