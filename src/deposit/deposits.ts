// Turns money from outside into balance, once. Here:
// what callers ask for; what comes in is `watch`.
import type { EntityManager } from '@mikro-orm/postgresql'
import { AppError } from '../core/errors.ts'
import type { Id } from '../core/ids.ts'
import type { Page, Paged } from '../core/page.ts'
import { newest } from '../db/newest.ts'
import { NodeRefused } from '../lightning/port.ts'
import { DepositRow, show, type Deposit } from './entity.ts'
import type { State } from './decide.ts'
import { complete, open, type Ask, type Means } from './open.ts'

export type Deposits = {
  open(ask: Ask): Promise<{ readonly deposit: Deposit; readonly replayed: boolean }>
  find(account: Id, id: Id): Promise<Deposit | undefined>
  list(account: Id, page: Page): Promise<Paged<Deposit>>
  /**
   * Gets the invoices of deposits that a crash, or a silent node, left without one; how many.
   * Throws when the node is away; what it refuses does not keep the others waiting.
   */
  recover(): Promise<number>
}

export const deposits = (means: Means): Deposits => ({
  open: async ask => open(means, ask),
  find: async (account, id) => {
    const row = await means.em.fork().findOne(DepositRow, { id, account }, UNTRACKED)
    return row ? show(row) : undefined
  },
  list: async (account, page) => {
    const { status, paymentHash } = page.only ?? {}
    const where = {
      account,
      ...(status !== undefined && { state: { $in: statesOf(status) } }),
      ...(paymentHash !== undefined && { paymentHash })
    }
    const rows = await newest(means.em, DepositRow, where, page)
    return { ...rows, data: rows.data.map(show) }
  },
  recover: async () => {
    const rows = await left(means.em)
    let done = 0
    for (const row of rows) if (await completes(means, row)) done++
    return done
  }
})

/** What is still being opened is shown as pending. */
const statesOf = (status: string): State[] =>
  status === 'pending' ? ['creating', 'pending'] : [status as State]

async function completes(means: Means, row: DepositRow): Promise<boolean> {
  try {
    await complete(means, row)
    return true
  } catch (error) {
    if (error instanceof AppError && error.cause instanceof NodeRefused) return false
    throw error
  }
}

const UNTRACKED = { disableIdentityMap: true } as const

/** Younger ones are still being opened; to ask the node twice would do no harm either. */
const left = async (em: EntityManager): Promise<DepositRow[]> =>
  em
    .fork()
    .createQueryBuilder(DepositRow)
    .where({ state: 'creating' })
    .andWhere("created_at < now() - interval '10 seconds'")
    .orderBy({ id: 'asc' })
    .getResultList()
