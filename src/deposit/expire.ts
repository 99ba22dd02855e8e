// Expires deposits over our node when the node says so: our clock alone might close one that can
// still be paid.
import type { EntityManager } from '@mikro-orm/postgresql'
import assert from 'node:assert/strict'
import { defined } from '../core/defined.ts'
import { forEachCollecting } from '../core/each.ts'
import type { Id } from '../core/ids.ts'
import type { Log } from '../core/log.ts'
import type { Step } from '../core/step.ts'
import { select } from '../db/query.ts'
import { rowsOnly, type Commit } from '../ledger/unit.ts'
import { NodeRefused, NodeSilent } from '../lightning/errors.ts'
import type { Lightning } from '../lightning/port.ts'
import { depositLabel } from './decide.ts'
import { DepositRow } from './entity.ts'

export type Deps = {
  readonly em: EntityManager
  readonly commit: Commit
  readonly step: Step
  readonly node: Pick<Lightning, 'findInvoice'>
  readonly log: Pick<Log, 'warn'>
}

const AT_ONCE = 100

/**
 * Asks the node about every deposit past its expiry. A paid one is left to the credit loop.
 * @throws at once if the node does not answer, or refuses; where a single invoice cannot be read,
 * once all others had their turn
 */
export async function expire(deps: Deps): Promise<readonly Id[]> {
  const expired: Id[] = []
  const one = async ({ id }: DepositRow): Promise<void> => {
    if (await end(deps, id)) expired.push(id)
  }
  await forEachCollecting(allDue(deps.em), one, isOfNode)
  return expired
}

const isOfNode = (error: unknown): boolean =>
  error instanceof NodeSilent || error instanceof NodeRefused

/**
 * An invoice that the node has lost (autoclean, an older database) cannot be paid: it has expired
 * as well. If the node finds it again and it is paid, it is credited like any late payment.
 */
async function end({ commit, step, node, log }: Deps, id: Id): Promise<boolean> {
  const invoice = await step('deposit.find', () => node.findInvoice(depositLabel(id)))
  if (invoice !== undefined && invoice.status !== 'expired') return false
  const over = rowsOnly({ table: 'deposit', id, from: 'pending', set: { state: 'expired' } })
  const verdict = await step('deposit.expire', () => commit(over))
  assert(verdict.is === 'committed' || verdict.why.is === 'state_differs', 'it expired or moved on')
  if (verdict.is !== 'committed') return false
  if (invoice === undefined) {
    log.warn({ deposit: id }, 'the node has the invoice of a deposit no longer: it has expired')
  }
  return true
}

async function* allDue(em: EntityManager): AsyncGenerator<DepositRow, undefined> {
  for (let rows = await due(em, undefined); rows.length > 0;) {
    yield* rows
    rows = await due(em, rows.at(-1)?.id)
  }
  return undefined
}

const due = async (em: EntityManager, after: Id | undefined): Promise<DepositRow[]> =>
  select(em, DepositRow)
    .where({
      state: 'pending',
      method: 'lightning',
      ...defined({ id: after && { $gt: after } })
    })
    .andWhere('expires_at < now()')
    .orderBy({ id: 'asc' })
    .limit(AT_ONCE)
    .getResultList()
