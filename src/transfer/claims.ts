// Handles transfers to people who were not known: claimed when they arrive, returned if they do
// not.
import type { EntityManager } from '@mikro-orm/postgresql'
import assert from 'node:assert/strict'
import { defined } from '../core/defined.ts'
import { forEachCollecting } from '../core/each.ts'
import { HOUSE, newId, type Id } from '../core/ids.ts'
import { findRow, findRows, query, select } from '../db/query.ts'
import { ZERO } from '../core/msat.ts'
import type { Step } from '../core/step.ts'
import type { Claim, Commit, Unit, Value } from '../ledger/unit.ts'
import { transferView, TransferRow, type Transfer } from './entity.ts'
import { lookUp } from './recipient.ts'

export type Claims = {
  /**
   * Claims everything that waits for the identity on behalf of the account; call it once the
   * identity is stored.
   */
  readonly claim: (identity: string, account: Id) => Promise<readonly Transfer[]>
  /** Returns a transfer to its sender, unless it ended first: then it stays as it is. */
  readonly cancel: (sender: Id, id: Id) => Promise<Transfer | undefined>
  /**
   * Returns unclaimed transfers to their senders in time; but first claims for everyone who is
   * known, since a process may die between storing an identity and claiming for it. For a schedule,
   * in any number of processes.
   */
  readonly returnExpired: () => Promise<readonly Transfer[]>
  /**
   * Claims for those identities that have become known; returns whether there were any. A process
   * that makes a transfer claimable calls this afterwards, and one that stores an identity claims
   * afterwards: one of the two sees the other.
   */
  readonly catchUp: (identities: readonly string[]) => Promise<boolean>
}

const AT_ONCE = 100

export function claims(em: EntityManager, commit: Commit, step: Step): Claims {
  return { claim, cancel, returnExpired, catchUp }

  async function claim(identity: string, account: Id): Promise<readonly Transfer[]> {
    // A transfer to oneself under another identity stays until it is returned.
    const waiting = {
      state: 'claimable',
      toIdentity: identity,
      fromAccount: { $ne: account }
    } as const
    const rows = await findRows(em, TransferRow, waiting)
    const done = await Promise.all(rows.map(async row => end(row, 'settled', account)))
    return done.filter(transfer => transfer !== undefined)
  }

  async function cancel(sender: Id, id: Id): Promise<Transfer | undefined> {
    const sent = { id, fromAccount: sender, state: { $ne: 'refused' } } as const
    const row = await findRow(em, TransferRow, sent)
    if (row?.state !== 'claimable') return row === undefined ? undefined : transferView(row)
    return (await end(row, 'returned', sender)) ?? cancel(sender, id)
  }

  async function returnExpired(): Promise<readonly Transfer[]> {
    // A failed claim is retried next time; it does not delay the returns of the others.
    const failed: string[] = []
    const claims = forEachCollecting(await known(em), async ({ identity, account }) =>
      claim(identity, account).catch((error: unknown) => {
        failed.push(identity)
        throw error
      })
    )
    const [claimed] = await Promise.allSettled([claims])
    const returned: Transfer[] = []
    for (let full = true; full;) {
      const rows = await expired(em, failed)
      const done = await Promise.all(rows.map(async row => end(row, 'returned', row.fromAccount)))
      returned.push(...done.filter(transfer => transfer !== undefined))
      full = rows.length === AT_ONCE
    }
    if (claimed.status === 'rejected') throw claimed.reason
    return returned
  }

  async function catchUp(identities: readonly string[]): Promise<boolean> {
    const found = await lookUp(em, identities)
    for (const [identity, account] of found) await claim(identity, account)
    return found.size > 0
  }

  /** undefined if another process was faster: the row was no longer claimable. */
  async function end(
    row: TransferRow,
    state: 'settled' | 'returned',
    to: Id
  ): Promise<Transfer | undefined> {
    const { id, amountMsat } = row
    const kind = state === 'settled' ? 'claim' : 'return'
    const type = state === 'settled' ? 'transfer.received' : 'transfer.returned'
    const set: Record<string, Value> = state === 'settled' ? { state, to_account: to } : { state }
    const unit: Unit = {
      entries: [{ id: newId(), debit: HOUSE.claims, credit: to, amountMsat, kind, subject: id }],
      guards: [{ table: 'transfer', id, from: 'claimable', set }],
      claims: comesBack(row, state),
      outbox: [{ account: to, type, subject: id }]
    }
    const verdict = await step(`transfer.${kind}`, () => commit(unit))
    if (verdict.is === 'committed') return transferView({ ...row, state })
    assert(
      verdict.why.is === 'state_differs',
      `a claim is refused only when ended: ${verdict.why.is}`
    )
    return undefined
  }
}

/** Gives the budget back what nobody claimed. */
const comesBack = ({ id, budgeted }: TransferRow, state: TransferRow['state']): readonly Claim[] =>
  budgeted && state === 'returned' ? [{ is: 'unspend', subject: id, keptMsat: ZERO }] : []

/** Known identities for which something waits, except transfers to oneself, which wait on. */
const known = async (em: EntityManager): Promise<{ identity: string; account: Id }[]> =>
  query(
    em,
    `select distinct t.to_identity as identity, i.account
     from transfer t
     join identity i on i.kind = split_part(t.to_identity, ':', 1)
       and i.external_id = split_part(t.to_identity, ':', 2)
     where t.state = 'claimable' and t.from_account <> i.account`
  )

/** By the database's clock: those of the processes may differ. */
const expired = async (em: EntityManager, not: readonly string[]): Promise<TransferRow[]> =>
  select(em, TransferRow)
    .where({
      state: 'claimable',
      ...defined({ toIdentity: not.length > 0 ? { $nin: [...not] } : undefined })
    })
    .andWhere('expires_at <= now()')
    .orderBy({ expiresAt: 'asc' })
    .limit(AT_ONCE)
    .getResultList()
