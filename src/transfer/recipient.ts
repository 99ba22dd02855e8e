// Resolves the recipient of a transfer.
import type { EntityManager } from '@mikro-orm/postgresql'
import { IdentityRow } from '../account/entity.ts'
import { isHouse, parse, type Id } from '../core/ids.ts'
import { findRows } from '../db/query.ts'
import { MALFORMED, SELF, UNKNOWN, type Refusal } from './decide.ts'

/** With an account the transfer is final; otherwise the identity may claim it. */
export type Recipient =
  | { readonly is: 'account'; readonly account: Id; readonly identity: string | null }
  | { readonly is: 'person'; readonly identity: string }
  | { readonly is: 'nobody'; readonly refusal: Refusal }

/** The accounts of identities (`telegram:<id>`), as far as they are known. */
export type Known = ReadonlyMap<string, Id>

/**
 * Pure. Whether the account exists is left to the committer: the common case reads nothing first.
 */
export function recipientOf(to: string, from: Id, known: Known): Recipient {
  if (to.startsWith('acc_')) return towards(parse('acc', to), from, null)
  if (!IDENTITY.test(to)) return { is: 'nobody', refusal: MALFORMED }
  const account = known.get(to)
  return account === undefined ? { is: 'person', identity: to } : towards(account, from, to)
}

/** Telegram's ids have at most 52 significant bits. */
const IDENTITY = /^telegram:[1-9][0-9]{0,15}$/

function towards(account: Id | undefined, from: Id, identity: string | null): Recipient {
  // Only user accounts have ids of version 7; house and held accounts cannot receive transfers.
  if (account?.[14] !== '7' || isHouse(account)) return { is: 'nobody', refusal: UNKNOWN }
  if (account === from) return { is: 'nobody', refusal: SELF }
  return { is: 'account', account, identity }
}

export async function lookUp(em: EntityManager, names: readonly string[]): Promise<Known> {
  const ids = names.filter(to => IDENTITY.test(to)).map(to => to.slice('telegram:'.length))
  if (ids.length === 0) return new Map()
  const rows = await findRows(em, IdentityRow, { kind: 'telegram', externalId: ids })
  return new Map(rows.map(row => [`telegram:${row.externalId}`, row.account]))
}
