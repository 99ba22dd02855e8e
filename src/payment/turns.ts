// Who may call the node next: bounded calls, accounts in turn,
// long ones apart, so that nobody can stop it (safe-payer.md 3.7).
import type { Id } from '../core/ids.ts'

export type Limits = {
  /** Calls that are out at once, long ones apart: 16 for each channel of 30 HTLC slots. */
  readonly calls: number
  /** Calls that have been out for long: payees who hold. */
  readonly slow: number
  /** What one account may have out while others wait. */
  readonly perAccount: number
  readonly slowPerAccount: number
}

const LIMITS: Limits = { calls: 16, slow: 8, perAccount: 3, slowPerAccount: 1 }

/**
 * Channels without a peer, or not ready, take none; a
 * node without any says so sooner than a queue does.
 */
export const limitsFor = (
  channels: readonly { readonly connected: boolean; readonly normal: boolean }[]
): Limits => {
  const usable = channels.filter(channel => channel.connected && channel.normal).length
  return { ...LIMITS, calls: LIMITS.calls * Math.max(1, usable) }
}

export type Turn = {
  /**
   * This call has been out for long: it makes room for others, as far as the slow class has any.
   */
  slow(): void
  done(): void
}

export type Turns = {
  /**
   * Resolves when it is this account's turn; undefined once the signal says that waiting is over.
   */
  take(
    account: Id,
    options: { readonly slow: boolean; readonly signal: AbortSignal }
  ): Promise<Turn | undefined>
  /** Whether the slow class is full and this account is among those that fill it. */
  clogs(account: Id): boolean
  /** Channels come and go. */
  limit(limits: Limits): void
  counts(): { readonly calls: number; readonly slow: number; readonly waiting: number }
}

type Call = { readonly account: Id; slow: boolean }
type Waiter = { readonly slow: boolean; readonly go: (turn: Turn) => void }

export function turns(initial: Limits = LIMITS): Turns {
  let limits = initial
  const calls = new Set<Call>()
  /** Accounts that wait, in the order of their turn; each with its own queue. */
  const queues = new Map<Id, Waiter[]>()

  const count = (of: (call: Call) => boolean): number => {
    let n = 0
    for (const call of calls) if (of(call)) n += 1
    return n
  }
  const othersWait = (account: Id): boolean => queues.size > (queues.has(account) ? 1 : 0)
  const roomForSlow = (account: Id): boolean =>
    count(c => c.slow) < limits.slow &&
    (!othersWait(account) || count(c => c.slow && c.account === account) < limits.slowPerAccount)
  const clogs = (account: Id): boolean =>
    count(c => c.slow) >= limits.slow && count(c => c.slow && c.account === account) > 0
  const mayGo = (account: Id, slow: boolean): boolean =>
    slow
      ? roomForSlow(account)
      : !clogs(account) &&
        count(c => !c.slow) < limits.calls &&
        (!othersWait(account) || count(c => !c.slow && c.account === account) < limits.perAccount)

  function start(account: Id, slow: boolean): Turn {
    const call: Call = { account, slow }
    calls.add(call)
    return {
      slow() {
        if (!call.slow && roomForSlow(account)) {
          call.slow = true
          next()
        }
      },
      done() {
        if (calls.delete(call)) next()
      }
    }
  }

  /** Lets in whoever may go, the account that was served goes to the end of the line. */
  function next(): void {
    for (let served = true; served;) {
      served = false
      for (const [account, queue] of queues) {
        const first = queue[0]
        if (first === undefined || !mayGo(account, first.slow)) continue
        queues.delete(account)
        if (queue.length > 1) queues.set(account, queue.slice(1))
        first.go(start(account, first.slow))
        served = true
        break
      }
    }
  }

  function leave(account: Id, waiter: Waiter): void {
    const rest = (queues.get(account) ?? []).filter(w => w !== waiter)
    if (rest.length > 0) queues.set(account, rest)
    else queues.delete(account)
    next()
  }

  return {
    take(account, { slow, signal }) {
      if (signal.aborted) return Promise.resolve(undefined)
      if (!queues.has(account) && mayGo(account, slow)) return Promise.resolve(start(account, slow))
      return new Promise(resolve => {
        const stop = (): void => {
          leave(account, waiter)
          resolve(undefined)
        }
        const waiter: Waiter = {
          slow,
          go(turn) {
            signal.removeEventListener('abort', stop)
            resolve(turn)
          }
        }
        signal.addEventListener('abort', stop, { once: true })
        queues.set(account, [...(queues.get(account) ?? []), waiter])
      })
    },
    clogs,
    limit(to) {
      limits = to
      next()
    },
    counts: () => ({
      calls: count(c => !c.slow),
      slow: count(c => c.slow),
      waiting: [...queues.values()].reduce((n, queue) => n + queue.length, 0)
    })
  }
}
