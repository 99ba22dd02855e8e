// The rows of this room: accounts, their API keys, and the people behind them.
import { defineEntity, p, type InferEntity } from '@mikro-orm/core'
import type { Id } from '../core/ids.ts'
import type { Metadata } from '../core/metadata.ts'
import type { Msat } from '../core/msat.ts'

/** Users, their held money, and the house; written only by `ledger/`. */
export const AccountRow = defineEntity({
  name: 'AccountRow',
  tableName: 'account',
  properties: {
    id: p.uuid().primary().$type<Id>(),
    kind: p.text().$type<'user' | 'held' | 'house'>(),
    name: p.text(),
    parent: p.uuid().strictNullable().$type<Id | null>(),
    balanceMsat: p.bigint().strictNullable().$type<Msat | null>(),
    externalId: p.text().strictNullable(),
    metadata: p.json<Metadata>().strictNullable(),
    closedAt: p.datetime().strictNullable(),
    createdAt: p.datetime()
  }
})
export type AccountRow = InferEntity<typeof AccountRow>

export const ApiKeyRow = defineEntity({
  name: 'ApiKeyRow',
  tableName: 'api_key',
  properties: {
    id: p.uuid().primary().$type<Id>(),
    account: p.uuid().$type<Id>(),
    name: p.text(),
    /** The first characters of the secret, by which its owner tells keys apart. */
    prefix: p.text(),
    digest: p.blob(),
    scopes: p.array(),
    maxPaymentMsat: p.bigint('bigint').$type<Msat>().strictNullable(),
    lapps: p.array().strictNullable(),
    ipAllow: p.array().strictNullable(),
    expiresAt: p.datetime().strictNullable(),
    approval: p.boolean(),
    /** The budgets that count what the key spends; the first is its own, if it has one. */
    budgets: p.array(),
    lastUsedAt: p.datetime().strictNullable(),
    createdAt: p.datetime().defaultRaw('now()'),
    revokedAt: p.datetime().strictNullable()
  }
})
export type ApiKeyRow = InferEntity<typeof ApiKeyRow>

export const IdentityRow = defineEntity({
  name: 'IdentityRow',
  tableName: 'identity',
  properties: {
    kind: p.text().primary().$type<'telegram'>(),
    externalId: p.text().primary(),
    account: p.uuid().$type<Id>()
  }
})
