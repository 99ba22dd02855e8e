// Decides who may call the node next: root accounts in turn, given what is in flight over all
// gateways. Its state is a view of the database, so the ledger counts again when a payment is sent.
import type { Id } from '../../core/ids.ts'
import type { InFlightClaim } from '../../ledger/unit.ts'
import {
  isClogging,
  roomFor,
  callsOut,
  type Call,
  type Caps,
  type Limits,
  type Owner,
  type CallsOut,
  type CallRequest
} from './fairness.ts'

const LIMITS: Limits = { calls: 16, slow: 8, perAccount: 3, slowPerAccount: 1 }
const CAPS: Caps = { perRoot: 30, rootMsat: undefined, gatewayMsat: undefined }

/**
 * Channels that are disconnected or not ready carry no calls; a node without usable channels is
 * called nevertheless, since it fails sooner than a queue would.
 */
export const limitsFor = (
  channels: readonly { readonly connected: boolean; readonly normal: boolean }[]
): Limits => {
  const usable = channels.filter(channel => channel.connected && channel.normal).length
  return { ...LIMITS, calls: LIMITS.calls * Math.max(1, usable) }
}

export type Turn = {
  /** The room that was free when the turn was given. */
  readonly room: InFlightClaim
  /** This call has become a long one. */
  slow(): void
  /**
   * It is no longer in flight; called again when its payment has ended, whatever was read in
   * between.
   */
  done(): void
}

/**
 * What is in flight according to the database, oldest first, and which roots wait, over all
 * gateways.
 */
export type OutNow = {
  readonly sent: readonly (Call & { readonly payment: Id })[]
  readonly waiting: readonly Id[]
}

export type FairQueue = {
  /** Resolves when it is this root's turn; undefined once the signal ends the wait. */
  take(payment: Id, call: CallRequest, signal: AbortSignal): Promise<Turn | undefined>
  /** Whether the slow class is full and this root is among those filling it. */
  clogs(root: Id): boolean
  /** Sets new limits: channels come and go. */
  limit(limits: Limits): void
  /** The roots that wait in this process. */
  roots(): readonly Id[]
  /** Reads again what all gateways have in flight, and the owners; one reading at a time. */
  look(read: () => Promise<OutNow>, owners?: readonly Owner[]): Promise<void>
  counts(): { readonly calls: number; readonly slow: number; readonly waiting: number }
  readonly caps: Caps
}

type Out = Call & { aged: boolean; readonly isOurs: boolean }
type Waiter = {
  readonly payment: Id
  readonly call: CallRequest
  readonly go: (turn: Turn) => void
}

export function fairQueue(initial: Limits = LIMITS, caps: Caps = CAPS): FairQueue {
  let limits = initial
  let calls = new Map<Id, Out>()
  /** Roots that wait, in other processes too. */
  let elsewhere: readonly Id[] = []
  /** Payments that ended while the database was being read. */
  let ended = new Set<Id>()
  /** Waiting roots in the order of their turns, each with its own queue. */
  const queues = new Map<Id, Waiter[]>()
  /** The waiting owners as last read: what they pay elsewhere meanwhile counts. */
  const owners = new Map<Id, Owner>()

  const standing = (): CallsOut => callsOut([...calls.values()], limits)
  const othersWait = (root: Id): boolean =>
    queues.size > (queues.has(root) ? 1 : 0) || elsewhere.some(one => one !== root)
  const room = (call: CallRequest, now: CallsOut): InFlightClaim | undefined => {
    const { root } = call.owner
    const owner = owners.get(root) ?? call.owner
    return roomFor({ ...call, owner }, now, limits, caps, othersWait(root))
  }

  function start(
    payment: Id,
    { owner, amountMsat, declared }: CallRequest,
    room: InFlightClaim
  ): Turn {
    const call: Out = { root: owner.root, amountMsat, declared, aged: false, isOurs: true }
    calls.set(payment, call)
    return {
      room,
      slow() {
        const now = calls.get(payment)
        if (now === undefined || now.aged) return
        now.aged = true
        next()
      },
      done() {
        ended.add(payment)
        if (calls.delete(payment)) next()
      }
    }
  }

  /** Lets in whoever may go; the root that was served moves to the end of the line. */
  function next(): void {
    let now = standing()
    for (let served = true; served;) {
      served = false
      for (const [root, queue] of queues) {
        const first = queue[0]
        const free = first && room(first.call, now)
        if (first === undefined || free === undefined) continue
        leaveLine(root, queue.slice(1))
        first.go(start(first.payment, first.call, free))
        now = standing()
        served = true
        break
      }
    }
  }

  /** Moves the root to the end of the line, or removes it if nothing of it waits. */
  function leaveLine(root: Id, rest: Waiter[]): void {
    queues.delete(root)
    if (rest.length > 0) queues.set(root, rest)
    else owners.delete(root)
  }

  function leave(root: Id, waiter: Waiter): void {
    const rest = (queues.get(root) ?? []).filter(w => w !== waiter)
    if (rest.length > 0) queues.set(root, rest)
    else leaveLine(root, rest)
    next()
  }

  return {
    caps,
    take(payment, call, signal) {
      const { root } = call.owner
      if (signal.aborted) return Promise.resolve(undefined)
      const free = queues.has(root) ? undefined : room(call, standing())
      if (free !== undefined) return Promise.resolve(start(payment, call, free))
      return new Promise(resolve => {
        const stop = (): void => {
          leave(root, waiter)
          resolve(undefined)
        }
        const waiter: Waiter = {
          payment,
          call: call,
          go(turn) {
            signal.removeEventListener('abort', stop)
            resolve(turn)
          }
        }
        signal.addEventListener('abort', stop, { once: true })
        queues.set(root, [...(queues.get(root) ?? []), waiter])
        owners.set(root, call.owner)
      })
    },
    clogs: root => isClogging(standing(), root, limits),
    limit(to) {
      limits = to
      next()
    },
    roots: () => [...queues.keys()],
    async look(read, seen = []) {
      ended = new Set()
      const { sent, waiting } = await read()
      calls = merged(sent, calls, ended)
      elsewhere = waiting
      for (const owner of seen) if (queues.has(owner.root)) owners.set(owner.root, owner)
      next()
    },
    counts: () => ({
      calls: standing().fast,
      slow: standing().slow,
      waiting: [...queues.values()].reduce((n, queue) => n + queue.length, 0)
    })
  }
}

/** A call of ours that is missing from the rows read is about to be sent. */
function merged(
  sent: OutNow['sent'],
  before: ReadonlyMap<Id, Out>,
  ended: ReadonlySet<Id>
): Map<Id, Out> {
  const calls = new Map<Id, Out>()
  for (const { payment, ...call } of sent) {
    const ours = before.get(payment)
    if (ended.has(payment)) continue
    calls.set(payment, {
      ...call,
      aged: call.aged || ours?.aged === true,
      isOurs: ours?.isOurs === true
    })
  }
  for (const [payment, call] of before) {
    if (call.isOurs && !calls.has(payment)) calls.set(payment, call)
  }
  return calls
}
