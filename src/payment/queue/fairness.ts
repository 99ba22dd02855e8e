// Decides how many calls may be in flight, and whose, so that nobody can starve others
// (safe-payer.md 3.7). Pure; read this to know who gets a turn.
import type { Id } from '../../core/ids.ts'
import { add, ZERO, type Msat } from '../../core/msat.ts'
import type { InFlightClaim } from '../../ledger/unit.ts'

export type Limits = {
  /** The most calls in flight, long ones aside: 16 for each channel of 30 HTLC slots. */
  readonly calls: number
  /** The most long calls: payees that hold the payment. */
  readonly slow: number
  /** The most calls of one root while others wait, and at any time of the reserved slots. */
  readonly perAccount: number
  readonly slowPerAccount: number
}

/** Limits set by the operator. */
export type Caps = {
  /** Calls of one root. */
  readonly perRoot: number
  /** Held and sent sum of one root; above it no further payment is held. */
  readonly rootMsat: Msat | undefined
  /** Sent sum of all; above it payments wait. */
  readonly gatewayMsat: Msat | undefined
}

/** All accounts of one owner count as one: sub-accounts, and linked Telegram accounts. */
export type Owner = {
  readonly root: Id
  /** Payments that settled within 15 s; counted up to `PAID_MAX`. */
  readonly paid: number
  /**
   * Anyone can create such an account for free: a Telegram account that was linked with no other.
   */
  readonly selfMade: boolean
}

export const PAID_MAX = 100

export type Call = {
  readonly root: Id
  readonly amountMsat: Msat
  /** Its LApp declares that the payee settles on delivery: it is slow from the start. */
  readonly declared: boolean
  /** In flight for more than 15 s. */
  readonly aged: boolean
}

type OfRoot = {
  readonly all: number
  readonly fast: number
  readonly slow: number
  /** Aged, but without room in the slow class. */
  readonly overdue: number
}

export type CallsOut = {
  /** Overdue ones included: they keep the slots that they were given. */
  readonly fast: number
  readonly slow: number
  readonly declared: number
  readonly sumMsat: Msat
  readonly of: (root: Id) => OfRoot
}

const NONE: OfRoot = { all: 0, fast: 0, slow: 0, overdue: 0 }

/**
 * Fills the slow class with the declared calls first, then each root's share, then the rest, oldest
 * first within each. @param calls in the order in which they were sent
 */
export function callsOut(calls: readonly Call[], limits: Limits): CallsOut {
  const slow = new Set(slowest(calls, limits).slice(0, limits.slow))
  const roots = new Map<Id, OfRoot>()
  for (const call of calls) {
    const { all, ...seen } = roots.get(call.root) ?? NONE
    const isSlow = slow.has(call)
    roots.set(call.root, {
      all: all + 1,
      fast: seen.fast + (isSlow ? 0 : 1),
      slow: seen.slow + (isSlow ? 1 : 0),
      overdue: seen.overdue + (!isSlow && (call.aged || call.declared) ? 1 : 0)
    })
  }
  return {
    fast: calls.length - slow.size,
    slow: slow.size,
    declared: calls.filter(call => call.declared).length,
    sumMsat: calls.reduce((sum, call) => add(sum, call.amountMsat), ZERO),
    of: root => roots.get(root) ?? NONE
  }
}

function slowest(calls: readonly Call[], { slowPerAccount }: Limits): readonly Call[] {
  const had = new Map<Id, number>()
  const ranks: [Call[], Call[], Call[]] = [[], [], []]
  for (const call of calls) {
    if (!call.declared && !call.aged) continue
    const before = had.get(call.root) ?? 0
    had.set(call.root, before + 1)
    ranks[call.declared ? 0 : before < slowPerAccount ? 1 : 2].push(call)
  }
  return ranks.flat()
}

/**
 * How many sixteenths of the slots a root may not use. A root with a late call, or with its full
 * share, can use no more than half of them. The rest is earned by payments that settled without
 * delay: each further slot costs an attacker several times as many payments as the one before, and
 * can be abused by a root only once, since its calls are late from then on.
 */
function kept({ paid, selfMade }: Owner, mine: OfRoot, limits: Limits): number {
  if (mine.overdue > 0 || mine.fast >= limits.perAccount) return 8
  if (paid < 10 && mine.fast > 0) return 7
  if (selfMade && paid === 0) return 6
  if (paid < 10) return 4
  if (paid < 30) return 2
  return paid < PAID_MAX ? 1 : 0
}

const without = (turns: number, sixteenths: number): number =>
  turns - Math.floor((turns * sixteenths) / 16)

/** A stranger begins with one call, and earns one more for every three payments without delay. */
export const callsAllowed = ({ paid, selfMade }: Owner, { perRoot }: Caps): number =>
  selfMade ? Math.min(perRoot, 1 + Math.floor(paid / 3)) : perRoot

/** Whether the slow class is full and this root is among those filling it. */
export const isClogging = (standing: CallsOut, root: Id, { slow }: Limits): boolean =>
  standing.slow >= slow && standing.of(root).slow > 0

export type CallRequest = {
  readonly owner: Owner
  readonly amountMsat: Msat
  readonly declared: boolean
}

/**
 * The room that a request may use now; undefined: it waits. The view may be outdated, so the ledger
 * holds the request to this room when it is sent.
 */
export function roomFor(
  { owner, amountMsat, declared }: CallRequest,
  standing: CallsOut,
  limits: Limits,
  caps: Caps,
  othersWait: boolean
): InFlightClaim | undefined {
  const mine = standing.of(owner.root)
  const sumMsat = caps.gatewayMsat ?? null
  if (mine.all >= callsAllowed(owner, caps)) return undefined
  if (sumMsat !== null && standing.sumMsat + amountMsat > sumMsat) return undefined
  const calls = declared
    ? slowRoom(owner, standing, limits, othersWait)
    : fastRoom(owner, standing, limits, othersWait)
  if (calls === undefined) return undefined
  const share = limits.perAccount + mine.slow
  const isShared = !declared && mine.fast < limits.perAccount
  const most = callsAllowed(owner, caps)
  return { calls, callsOfRoot: isShared ? Math.min(most, share) : most, sumMsat }
}

function fastRoom(
  owner: Owner,
  standing: CallsOut,
  limits: Limits,
  othersWait: boolean
): number | undefined {
  const mine = standing.of(owner.root)
  if (isClogging(standing, owner.root, limits)) return undefined
  if (othersWait && mine.fast >= limits.perAccount) return undefined
  const open = without(limits.calls, kept(owner, mine, limits))
  return standing.fast < open ? open + standing.slow : undefined
}

/** A declared call displaces one that is merely late, which then counts among the others. */
function slowRoom(
  owner: Owner,
  standing: CallsOut,
  limits: Limits,
  othersWait: boolean
): number | undefined {
  const mine = standing.of(owner.root)
  const share = kept(owner, mine, limits)
  const open = without(limits.calls, share)
  if (standing.declared >= without(limits.slow, share)) return undefined
  if (othersWait && mine.slow >= limits.slowPerAccount) return undefined
  if (standing.slow >= limits.slow && standing.fast >= open) return undefined
  return Math.max(open, standing.fast) + limits.slow
}
