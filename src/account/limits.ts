// The limits of a key beyond its scopes. No key can create one with more rights, or get hold of
// one.
import { isWithin } from '../core/addresses.ts'
import type { Allowance } from '../core/allowance.ts'
import { AppError } from '../core/errors.ts'
import type { Msat } from '../core/msat.ts'
import type { Scope } from './scopes.ts'

export const PERIODS = ['day', 'week', 'month', 'total'] as const
export type Period = (typeof PERIODS)[number]

export type NewBudget = { readonly amountMsat: Msat; readonly period: Period }

export type Limits = Allowance & {
  /** Addresses and networks that the key may be used from; undefined: any. */
  readonly ipAllow: readonly string[] | undefined
  readonly expiresAt: Date | undefined
  /** Whether the owner can approve what exceeds the key's budget. */
  readonly approval: boolean
}

/** Fields left out, or undefined, are not asked for. */
export type Wish = { readonly [Name in keyof Omit<Limits, 'budgets'>]?: Limits[Name] | undefined }

export const UNLIMITED: Limits = {
  budgets: [],
  maxPaymentMsat: undefined,
  lapps: undefined,
  ipAllow: undefined,
  expiresAt: undefined,
  approval: false
}

export type Rights = { readonly scopes: readonly Scope[]; readonly limits: Limits }

/**
 * Whether the key may do all that its scopes allow: only such a key can hand over a whole account.
 */
export const isUnlimited = ({ limits }: Pick<Rights, 'limits'>): boolean =>
  limits.budgets.length === 0 &&
  [limits.maxPaymentMsat, limits.lapps, limits.ipAllow, limits.expiresAt].every(
    limit => limit === undefined
  )

/** What is not asked for is inherited from the maker. */
export const inherited = (maker: Limits, wish: Wish): Limits => ({
  budgets: maker.budgets,
  maxPaymentMsat: wish.maxPaymentMsat ?? maker.maxPaymentMsat,
  lapps: wish.lapps ?? maker.lapps,
  ipAllow: wish.ipAllow ?? maker.ipAllow,
  expiresAt: wish.expiresAt ?? maker.expiresAt,
  approval: wish.approval ?? false
})

/** @throws {AppError} forbidden, naming what exceeds the maker's rights */
export function mustCover(maker: Rights, wanted: Rights): void {
  if (maker.scopes.includes('admin')) return
  const scopes = wanted.scopes.filter(scope => !maker.scopes.includes(scope))
  const above = [...scopes, ...aboveLimits(maker.limits, wanted.limits)]
  if (above.length === 0) return
  throw new AppError('forbidden', `A key gives only what it has: not ${above.join(', ')}`)
}

function aboveLimits(maker: Limits, wanted: Limits): readonly string[] {
  const checks: Readonly<Record<string, boolean>> = {
    'a budget of another': !maker.budgets.every(id => wanted.budgets.includes(id)),
    max_payment_msat: isAbove(maker.maxPaymentMsat, wanted.maxPaymentMsat),
    lapps: !isAmong(maker.lapps, wanted.lapps, (all, one) => all.includes(one)),
    ip_allow: !isAmong(maker.ipAllow, wanted.ipAllow, (all, one) =>
      all.some(range => isWithin(range, one))
    ),
    expires_at: isAbove(maker.expiresAt, wanted.expiresAt),
    approval: wanted.approval && !maker.approval && maker.budgets.length > 0
  }
  return Object.keys(checks).filter(name => checks[name] === true)
}

const isAbove = <T extends bigint | Date>(most: T | undefined, wanted: T | undefined): boolean =>
  most !== undefined && (wanted === undefined || wanted > most)

const isAmong = (
  all: readonly string[] | undefined,
  wanted: readonly string[] | undefined,
  has: (all: readonly string[], one: string) => boolean
): boolean => all === undefined || (wanted?.every(one => has(all, one)) ?? false)
