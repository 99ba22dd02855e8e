// Creates a key together with the budget that the ledger counts for it.
import type { EntityManager } from '@mikro-orm/postgresql'
import { hash } from 'node:crypto'
import { AppError } from '../core/errors.ts'
import type { Id } from '../core/ids.ts'
import { plainText } from '../core/plain-text.ts'
import { countRows, query } from '../db/query.ts'
import { transaction } from '../db/transaction.ts'
import { NAME_MAX } from './accounts.ts'
import { AccountRow, ApiKeyRow } from './entity.ts'
import { showKeys, type ApiKey } from './key-view.ts'
import { inherited, mustCover, UNLIMITED } from './limits.ts'
import type { Limits, NewBudget, Rights, Wish } from './limits.ts'
import { checkedScopes, type Scope } from './scopes.ts'

export type NewKey = {
  readonly account: Id
  readonly name: string
  readonly scopes: readonly Scope[]
  /** The key that creates this one; if undefined, the creator may do everything. */
  readonly maker?: Rights | undefined
  readonly budget?: NewBudget | undefined
  readonly limits?: Wish | undefined
}

export async function makeKey(
  em: EntityManager,
  key: NewKey,
  id: Id,
  random: (bytes: number) => Buffer
): Promise<{ readonly apiKey: ApiKey; readonly secret: string }> {
  const limits = inherited(key.maker?.limits ?? UNLIMITED, key.limits ?? {})
  const scopes = checkedScopes(key.scopes)
  if (key.maker !== undefined) mustCover(key.maker, { scopes, limits })
  await mustFit(em, key)
  // The house's accounts have no floor: a key to one of them would be a key to everything.
  if ((await countRows(em, AccountRow, { id: key.account, kind: 'user' })) !== 1) {
    throw new AppError('not_found', 'There is no such account')
  }
  const { prefix, secret, digest } = newSecret(random)
  const row = await transaction(em, async inside => {
    const made = inside.create(ApiKeyRow, {
      id,
      account: key.account,
      name: plainText(key.name, NAME_MAX),
      prefix,
      digest,
      scopes,
      ...columns(limits),
      budgets: key.budget === undefined ? [...limits.budgets] : [id, ...limits.budgets],
      lastUsedAt: null,
      revokedAt: null
    })
    await inside.persist(made).flush()
    if (key.budget !== undefined) await addBudget(inside, id, key.budget)
    return made
  })
  const [apiKey] = await showKeys(em, [row])
  if (apiKey === undefined) throw new AppError('internal', 'The key was not made')
  return { apiKey, secret }
}

export function newSecret(random: (bytes: number) => Buffer) {
  const prefix = `lgk_${random(4).toString('hex')}`
  const secret = `${prefix}_${random(32).toString('base64url')}`
  return { prefix, secret, digest: hash('sha256', secret, 'buffer') }
}

const columns = (limits: Limits) => ({
  maxPaymentMsat: limits.maxPaymentMsat ?? null,
  lapps: limits.lapps === undefined ? null : [...limits.lapps],
  ipAllow: limits.ipAllow === undefined ? null : [...limits.ipAllow],
  expiresAt: limits.expiresAt ?? null,
  approval: limits.approval
})

const addBudget = async (
  em: EntityManager,
  id: Id,
  { amountMsat, period }: NewBudget
): Promise<void> => {
  const sql = 'insert into budget (id, amount_msat, period) values (?, ?, ?)'
  await query(em, sql, [id, String(amountMsat), period])
}

/**
 * What the key spends counts for its maker's budgets too, so it could never have more per period.
 */
async function mustFit(em: EntityManager, { maker, budget }: NewKey): Promise<void> {
  if (maker === undefined || budget === undefined || maker.limits.budgets.length === 0) return
  const sql = `select min(amount_msat)::text as most from budget
    where id = any(?::uuid[]) and period = ?`
  const [found] = await query<{ most: string | null }>(em, sql, [
    `{${maker.limits.budgets.join()}}`,
    budget.period
  ])
  const most = found?.most ?? null
  if (most === null || budget.amountMsat <= BigInt(most)) return
  throw new AppError('forbidden', `A key gives only what it has: its budget is ${most} msat`)
}
