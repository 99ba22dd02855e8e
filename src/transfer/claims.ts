// Transfers to people who were not known: claimed when they come, returned when they do not.
import type { EntityManager } from '@mikro-orm/postgresql'
import assert from 'node:assert/strict'
import { forEachCollecting } from '../core/each.ts'
import { HOUSE, newId, type Id } from '../core/ids.ts'
import { findRow, findRows, query, select } from '../db/query.ts'
import { ZERO } from '../core/msat.ts'
import type { Claim, Commit, Value } from '../ledger/unit.ts'
import { transferView, TransferRow, type Transfer } from './entity.ts'
import { lookUp } from './recipient.ts'

export type Claims = {
  /**
   * Everything that waits for the identity goes to the
   * account; call it once the identity is on record.
   */
  readonly claim: (identity: string, account: Id) => Promise<readonly Transfer[]>
  /** The sender takes it back, unless somebody was quicker: then it is as that one left it. */
  readonly cancel: (sender: Id, id: Id) => Promise<Transfer | undefined>
  /**
   * What nobody claimed in time goes back to its sender; but first whoever is known gets
   * theirs, since a process may die between making somebody known and claiming for them.
   * For a schedule, in any number of processes.
   */
  readonly returnExpired: () => Promise<readonly Transfer[]>
  /**
   * Claims for those of the identities that have become known; whether
   * there were any. Whoever makes a transfer claimable looks here after it,
   * whoever becomes known claims after that: one of the two sees the other.
   */
  readonly catchUp: (identities: readonly string[]) => Promise<boolean>
}

const AT_ONCE = 100

export function claims(em: EntityManager, commit: Commit): Claims {
  return { claim, cancel, returnExpired, catchUp }

  async function claim(identity: string, account: Id): Promise<readonly Transfer[]> {
    // A tip to oneself under another name stays until it returns.
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
    // Whose claim fails now has it still waiting next time; the others' returns do not wait for it.
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

  /** Undefined where another was quicker: the row was no longer claimable. */
  async function end(
    row: TransferRow,
    state: 'settled' | 'returned',
    to: Id
  ): Promise<Transfer | undefined> {
    const { id, amountMsat } = row
    const kind = state === 'settled' ? 'claim' : 'return'
    const type = state === 'settled' ? 'transfer.received' : 'transfer.returned'
    const set: Record<string, Value> = state === 'settled' ? { state, to_account: to } : { state }
    const verdict = await commit({
      entries: [{ id: newId(), debit: HOUSE.claims, credit: to, amountMsat, kind, subject: id }],
      guards: [{ table: 'transfer', id, from: 'claimable', set }],
      claims: comesBack(row, state),
      outbox: [{ account: to, type, subject: id }]
    })
    if (verdict.is === 'committed') return transferView({ ...row, state })
    assert(
      verdict.why.is === 'state_differs',
      `a claim is refused only when ended: ${verdict.why.is}`
    )
    return undefined
  }
}

/** What nobody took comes back to the budget as well. */
const comesBack = ({ id, budgeted }: TransferRow, state: TransferRow['state']): readonly Claim[] =>
  budgeted && state === 'returned' ? [{ is: 'unspend', subject: id, keptMsat: ZERO }] : []

/** Who is known and has something waiting; a tip to oneself under another name waits on. */
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
    .where({ state: 'claimable', ...(not.length > 0 && { toIdentity: { $nin: [...not] } }) })
    .andWhere('expires_at <= now()')
    .orderBy({ expiresAt: 'asc' })
    .limit(AT_ONCE)
    .getResultList()
