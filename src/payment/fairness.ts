// How many calls may be out, and whose: what nobody can take from others (safe-payer.md 3.7).
// Pure; read this to know who gets a turn.
import type { Id } from '../core/ids.ts'
import { add, ZERO, type Msat } from '../core/msat.ts'
import type { InFlightClaim } from '../ledger/unit.ts'

export type Limits = {
  /** Calls that are out at once, long ones apart: 16 for each channel of 30 HTLC slots. */
  readonly calls: number
  /** Calls that have been out for long: payees who hold. */
  readonly slow: number
  /** What one root may have out while others wait, and at any time of what is kept. */
  readonly perAccount: number
  readonly slowPerAccount: number
}

/** What an operator bounds. */
export type Caps = {
  /** Calls of one root. */
  readonly perRoot: number
  /** Of what one root has held and sent; above it nothing more is held. */
  readonly rootMsat: Msat | undefined
  /** Of what all have sent; what is above waits. */
  readonly gatewayMsat: Msat | undefined
}

/** All accounts that one owner has are one here: sub-accounts, and what Telegram is joined with. */
export type Owner = {
  readonly root: Id
  /** Payments that settled within 15 s; counted to `PAID_MAX`. */
  readonly paid: number
  /** By a stranger, for nothing: an account of Telegram that was joined with no other. */
  readonly selfMade: boolean
}

export const PAID_MAX = 100

export type Call = {
  readonly root: Id
  readonly amountMsat: Msat
  /** Its LApp says that the payee pays out on delivery: it is slow from the start. */
  readonly declared: boolean
  /** Out for more than 15 s. */
  readonly aged: boolean
}

type OfRoot = {
  readonly all: number
  readonly fast: number
  readonly slow: number
  /** Aged, and without room in the slow class. */
  readonly overdue: number
}

export type CallsOut = {
  /** Overdue ones included: they hold on to what they were given. */
  readonly fast: number
  readonly slow: number
  readonly declared: number
  readonly sumMsat: Msat
  readonly of: (root: Id) => OfRoot
}

const NONE: OfRoot = { all: 0, fast: 0, slow: 0, overdue: 0 }

/**
 * The slow class takes those that were declared so, then of each root its share, then the others,
 * each the oldest first. @param calls in the order in which they were sent
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
 * The part of the turns, in sixteenths, that is kept from a root. A root that is late, or has its
 * share, gets at no more than half of them. What is left is given out by what a root has paid
 * without delay: each further turn costs whoever wants to block it several times as many payments
 * as the one before, and each is of use to one root only once, since it is late from then on.
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

/** A stranger begins with one call, and gets one more for every three payments without delay. */
export const callsAllowed = ({ paid, selfMade }: Owner, { perRoot }: Caps): number =>
  selfMade ? Math.min(perRoot, 1 + Math.floor(paid / 3)) : perRoot

/** Whether the slow class is full and this root is among those that fill it. */
export const isClogging = (standing: CallsOut, root: Id, { slow }: Limits): boolean =>
  standing.slow >= slow && standing.of(root).slow > 0

export type CallRequest = {
  readonly owner: Owner
  readonly amountMsat: Msat
  readonly declared: boolean
}

/**
 * The room that a request may go into now, or undefined: it waits. What was looked at may have
 * changed, so the room is what the ledger holds the request to when it is sent.
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

/** One that was declared puts out one that is merely late, which then counts among the others. */
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
