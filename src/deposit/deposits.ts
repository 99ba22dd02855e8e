// Opens and shows deposits, which turn money from outside into balance, once. Incoming payments are
// read in `watch`.
import type { EntityManager } from '@mikro-orm/postgresql'
import { defined } from '../core/defined.ts'
import { forEachCollecting } from '../core/each.ts'
import { AppError } from '../core/errors.ts'
import type { Id } from '../core/ids.ts'
import type { Page, Paged } from '../core/page.ts'
import { findRow, select } from '../db/query.ts'
import { newestFirst } from '../db/newest.ts'
import type { State } from './decide.ts'
import { DepositRow, depositView, type Deposit } from './entity.ts'
import { complete, open, type DepositRequest, type Deps, type Opened } from './open.ts'
import { paymentsOf } from './payments-of.ts'
import { SourceRefused, type Method, type Source } from './source.ts'

/** A deposit method in its present state. */
export type Offered = Pick<
  Source,
  'method' | 'title' | 'minMsat' | 'maxMsat' | 'confirmations' | 'policy'
> & { readonly paused: boolean }

export type Deposits = {
  open(ask: DepositRequest): Promise<Opened>
  find(account: Id, id: Id): Promise<Deposit | undefined>
  /** Of any account: for those who know the id, which is on the payer's invoice page. */
  shown(id: Id): Promise<Deposit | undefined>
  list(account: Id, page: Page): Promise<Paged<Deposit>>
  methods(): Promise<readonly Offered[]>
  /** The policy for payments that do not match what was asked for. */
  policyOf(method: Method): string | null
  /**
   * Completes deposits that a crash, or a source that did not answer, left without an invoice;
   * returns how many. Throws if a source is unavailable; a refusal does not delay the others.
   */
  recover(): Promise<number>
}

export const deposits = (deps: Deps): Deposits => ({
  open: async ask => withPayments(deps.em, await open(deps, ask)),
  find: async (account, id) => find(deps.em, { id, account }),
  shown: async id => find(deps.em, { id }),
  list: async (account, page) => {
    const { status, paymentHash } = page.only ?? {}
    const state = status === undefined ? undefined : { $in: statesOf(status) }
    const where = { account, ...defined({ state, paymentHash }) }
    const rows = await newestFirst(deps.em, DepositRow, where, page)
    const paid = await paymentsOf(deps.em, rows.data)
    return { ...rows, data: rows.data.map(row => depositView(row, paid.get(row.id))) }
  },
  methods: async () =>
    Promise.all(
      deps.sources.map(async source => {
        const { method, title, minMsat, maxMsat, confirmations, policy } = source
        const paused = await deps.isPaused(source, minMsat)
        return { method, title, minMsat, maxMsat, confirmations, policy, paused }
      })
    ),
  policyOf: method => deps.sources.find(one => one.method === method)?.policy ?? null,
  recover: async () => recover(deps)
})

async function find(
  em: EntityManager,
  where: { readonly id: Id; readonly account?: Id }
): Promise<Deposit | undefined> {
  const row = await findRow(em, DepositRow, where)
  return row ? depositView(row, (await paymentsOf(em, [row])).get(row.id)) : undefined
}

/** A newly opened deposit has no payments; a replayed one may. */
async function withPayments(em: EntityManager, opened: Opened): Promise<Opened> {
  if (!opened.replayed) return opened
  const { deposit, replayed } = opened
  const payments = (await paymentsOf(em, [deposit])).get(deposit.id) ?? []
  return { deposit: { ...deposit, payments }, replayed }
}

/** A deposit that is still being opened is shown as pending. */
const statesOf = (status: string): State[] =>
  status === 'pending' ? ['creating', 'pending'] : [status as State]

/** A source that is unavailable is not asked again in this run. */
async function recover(deps: Deps): Promise<number> {
  const away = new Set<string>()
  let done = 0
  await forEachCollecting(await left(deps), async row => {
    if (away.has(row.method)) return
    try {
      await complete(deps, row, true)
      done++
    } catch (error) {
      if (error instanceof AppError && error.cause instanceof SourceRefused) return
      if (error instanceof AppError) away.add(row.method)
      throw error
    }
  })
  return done
}

/** Younger ones are still being opened; asking the source twice would be harmless, too. */
const left = async ({ em, sources }: Deps): Promise<DepositRow[]> =>
  select(em, DepositRow)
    .where({ state: 'creating', method: { $in: sources.map(({ method }) => method) } })
    .andWhere("created_at < now() - interval '10 seconds'")
    .orderBy({ id: 'asc' })
    .getResultList()
