// Gifts for whoever comes first: equal parts, one per person, with the remainder returned to the
// giver in the end. Each part is a transfer that waits to be claimed, addressed to the gift.
import { raw, type EntityManager } from '@mikro-orm/postgresql'
import assert from 'node:assert/strict'
import { AppError } from '../core/errors.ts'
import { keyOf, type Key } from '../core/idempotency.ts'
import { HOUSE, newId, type Id } from '../core/ids.ts'
import { msat } from '../core/msat.ts'
import { findRows, select } from '../db/query.ts'
import type { Unit } from '../ledger/unit.ts'
import { conclude } from './conclude.ts'
import { decide } from './decide.ts'
import type { Deps } from './deps.ts'
import { transferView, TransferRow, type Transfer } from './entity.ts'
import { plan, type TransferRequest } from './plan.ts'

export type Gifts = {
  /** Offers all parts or none. @throws {AppError} Nothing has moved. */
  readonly offer: (from: Id, key: Key, request: Offer) => Promise<{ readonly gift: Id }>
  /** Claims one part for the person's account; nobody gets a second one. */
  readonly take: (gift: Id, taker: Taker) => Promise<Taken>
  /** Returns the unclaimed parts to the giver. */
  readonly end: (from: Id, gift: Id) => Promise<void>
}

/** `amountMsat` for each of `count` people. */
export type Offer = Omit<TransferRequest, 'to' | 'metadata'> & { readonly count: number }

export type Taker = { readonly identity: string; readonly account: Id }

export type Taken =
  | { readonly is: 'taken'; readonly transfer: Transfer }
  /** They had a part already; it is their own gift; nothing is left. */
  | { readonly is: 'had' | 'own' | 'over' }

/** The most parts that one unit can reasonably carry. */
export const PARTS_MAX = 100

const nameOf = (gift: Id): string => `gift:${gift}`

export function gifts(deps: Deps): Gifts {
  const { em, commit, step, claims } = deps

  async function take(gift: Id, taker: Taker): Promise<Taken> {
    for (;;) {
      const row = await anyPart(em, gift)
      if (row === undefined) return { is: 'over' }
      if (row.fromAccount === taker.account) return { is: 'own' }
      const unit = claimOf(row, gift, taker)
      const verdict = await step('transfer.claim', () => commit(unit))
      if (verdict.is === 'committed') {
        const { identity: toIdentity, account: toAccount } = taker
        return {
          is: 'taken',
          transfer: transferView({ ...row, state: 'settled', toIdentity, toAccount })
        }
      }
      if (verdict.why.is === 'key_taken') return { is: 'had' }
      // Somebody else was faster with this part; each such round leaves one fewer.
      assert(verdict.why.is === 'state_differs', `a part is refused: ${verdict.why.is}`)
    }
  }

  return {
    offer: async (from, key, request) => offer(deps, from, key, request),
    take,
    async end(from, gift) {
      const left = { toIdentity: nameOf(gift), fromAccount: from, state: 'claimable' } as const
      const rows = await findRows(em, TransferRow, left)
      await Promise.all(rows.map(async ({ id }) => claims.cancel(from, id)))
    }
  }
}

async function offer(
  deps: Deps,
  from: Id,
  key: Key,
  { count, ...each }: Offer
): Promise<{ gift: Id }> {
  if (!Number.isInteger(count) || count < 1 || count > PARTS_MAX) {
    throw new AppError('invalid_request', `A gift has 1 to ${PARTS_MAX} parts`)
  }
  const gift = newId()
  const recipient = { is: 'person', identity: nameOf(gift) } as const
  const at = deps.now()
  const units = Array.from({ length: count }, () => {
    const request = { ...each, to: recipient.identity }
    return plan({ id: newId(), from, request, at }, recipient, deps).unit
  })
  const claim = { is: 'idempotency', ...key, account: from, resource: gift } as const
  const verdict = await deps.step('transfer.move', () =>
    deps.commit({
      entries: units.flatMap(({ entries }) => entries),
      guards: units.flatMap(({ guards }) => guards),
      claims: [claim]
    })
  )
  const amountMsat = msat(each.amountMsat * BigInt(count))
  const asked = { id: gift, from, amountMsat, fingerprint: key.fingerprint }
  const meaning = conclude(decide(verdict, asked))
  return { gift: meaning.is === 'repeated' ? meaning.id : gift }
}

/** In random order, so that many who come at once do not all try the same part. */
const anyPart = async (em: EntityManager, gift: Id): Promise<TransferRow | undefined> => {
  const [row] = await select(em, TransferRow)
    .where({ state: 'claimable', toIdentity: nameOf(gift) })
    .andWhere('expires_at > now()')
    .orderBy({ [raw('random()')]: 'asc' })
    .limit(1)
    .getResultList()
  return row
}

function claimOf({ id, amountMsat }: TransferRow, gift: Id, { identity, account }: Taker): Unit {
  const key = keyOf(nameOf(gift), identity, { method: 'TAKE', path: '/', body: null })
  return {
    entries: [
      { id: newId(), debit: HOUSE.claims, credit: account, amountMsat, kind: 'claim', subject: id }
    ],
    guards: [
      {
        table: 'transfer',
        id,
        from: 'claimable',
        set: { state: 'settled', to_account: account, to_identity: identity }
      }
    ],
    claims: [{ is: 'idempotency', ...key, account, resource: id }],
    outbox: [{ account, type: 'transfer.received', subject: id }]
  }
}
