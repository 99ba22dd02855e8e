// Ids: uuid v7 inside, `acc_0193…` outside.
import assert from 'node:assert/strict'
import { randomUUIDv7 } from 'node:crypto'

/**
 * A uuid in lower case with dashes, as PostgreSQL prints it. Unique, but never used for order:
 * order is a `seq`.
 */
export type Id = string & { readonly brand: 'id' }

export type Prefix =
  | ('acc' | 'pay' | 'dep' | 'pur' | 'trf' | 'key' | 'quo' | 'whk' | 'evt')
  // Only operators see these: receipts and adjustments.
  | ('rcp' | 'adj')
  // Only pages show these.
  | 'ses'

export const newId = (): Id => randomUUIDv7() as Id

/** The public form: the prefix and 32 hex digits. */
export const showId = (prefix: Prefix, id: Id): string => `${prefix}_${id.replaceAll('-', '')}`

/** Parses a public id; undefined if it cannot be one of that kind. */
export function parse(prefix: Prefix, text: string): Id | undefined {
  const hex = text.startsWith(`${prefix}_`) ? text.slice(prefix.length + 1) : ''
  return HEX.test(hex) ? dashed(hex) : undefined
}

/** A uuid from its 32 hex digits. */
export function fromHex(hex: string): Id {
  assert(HEX.test(hex), '32 hex digits')
  return dashed(hex)
}

const HEX = /^[0-9a-f]{32}$/

const dashed = (hex: string): Id =>
  `${hex.slice(0, 8)}-${hex.slice(8, 12)}-${hex.slice(12, 16)}-${hex.slice(16, 20)}-${hex.slice(20)}` as Id

/**
 * Derives the account that holds a user's held money: the user's id with version 8 (custom, RFC
 * 9562) instead of 7. Saves a look-up on the hot path.
 */
export function heldAccountOf(account: Id): Id {
  assert(account[14] === '7', 'a user account has a uuid of version 7')
  return (account.slice(0, 14) + '8' + account.slice(15)) as Id
}

/**
 * House accounts: fixed ids; their balances are summed from entries, so they are never a hot row.
 */
export const HOUSE = {
  lightning: '00000000-0000-8000-8000-000000000001' as Id,
  fees: '00000000-0000-8000-8000-000000000002' as Id,
  surcharges: '00000000-0000-8000-8000-000000000003' as Id,
  suspense: '00000000-0000-8000-8000-000000000004' as Id,
  losses: '00000000-0000-8000-8000-000000000005' as Id,
  /** Transfers to people who are not known yet: claimed, or returned to the sender. */
  claims: '00000000-0000-8000-8000-000000000006' as Id,
  /** Money that third parties hold for us: deposits received elsewhere than at our node. */
  btcpay: '00000000-0000-8000-8000-000000000007' as Id,
  charge: '00000000-0000-8000-8000-000000000008' as Id,
  onchain: '00000000-0000-8000-8000-000000000009' as Id
} as const

export const isHouse = (account: Id): boolean => account.startsWith('00000000-0000-8000-8000-')
