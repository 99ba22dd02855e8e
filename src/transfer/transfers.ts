// Transfers money between balances: free, instant, and final to an account that exists. Takes the
// sender, the key and the request; gives the transfer, or throws an AppError and nothing has moved.
import assert from 'node:assert/strict'
import type { EntityManager } from '@mikro-orm/postgresql'
import { aboveCeiling, isAllowed, type Allowance } from '../core/allowance.ts'
import { batchLoad } from '../core/batch-load.ts'
import { AppError } from '../core/errors.ts'
import type { Key } from '../core/idempotency.ts'
import { newId, type Id } from '../core/ids.ts'
import type { Page, Paged } from '../core/page.ts'
import { findRow } from '../db/query.ts'
import { batch, type BatchSent } from './batch.ts'
import { carryOver } from './carry-over.ts'
import { closeAccount } from './close-account.ts'
import { claims, type Claims } from './claims.ts'
import { conclude, toError } from './conclude.ts'
import { decide } from './decide.ts'
import type { Deps, Send, Sent } from './deps.ts'
import {
  transferView,
  transferViewFor,
  TransferRow,
  type MadeRow,
  type Transfer
} from './entity.ts'
import { gifts, type Gifts } from './gifts.ts'
import { list } from './list.ts'
import { plan, type TransferRequest } from './plan.ts'
import { readMade } from './read.ts'
import { lookUp, recipientOf } from './recipient.ts'

export type Transfers = Pick<Claims, 'claim' | 'returnExpired'> & {
  readonly send: Send
  readonly batch: (
    from: Id,
    key: Key,
    requests: readonly TransferRequest[],
    allowance?: Allowance
  ) => Promise<BatchSent>
  /** The transfers that the account sent or received. */
  readonly find: (account: Id, id: Id) => Promise<Transfer | undefined>
  /**
   * Cancels a transfer that nobody has claimed yet; one that has ended stays as it is. undefined if
   * the account sent no such transfer.
   */
  readonly cancel: (account: Id, id: Id) => Promise<Transfer | undefined>
  readonly list: (account: Id, page: Page) => Promise<Paged<Transfer>>
  /** Of these, those that the account sent or received. */
  readonly findAll: (account: Id, ids: readonly Id[]) => Promise<readonly Transfer[]>
  /** Gifts for whoever comes first. */
  readonly gifts: Gifts
  /** Moves the balances of linked and closed accounts. */
  readonly carryOver: () => Promise<void>
  /** @throws {AppError} account_busy while some of its money is held */
  readonly closeAccount: (account: Id, parent: Id) => Promise<void>
}

export function transfers(outside: Omit<Deps, 'claims'>): Transfers {
  const { em, commit, step } = outside
  const waiting = claims(em, commit, step)
  const deps = { ...outside, claims: waiting }
  const sending: Send = send.bind(undefined, deps)
  /** Batched: everybody who follows events reads one per event. */
  const row = batchLoad(async (ids: readonly Id[]) => readMade(em, ids))
  return {
    send: sending,
    closeAccount: async (account, parent) => closeAccount(em, sending, account, parent),
    carryOver: async () => carryOver(em, sending),
    batch: async (...asked) => batch(deps, ...asked),
    async find(account, id) {
      const found = await row(id)
      return found && viewFor(account, found)
    },
    async findAll(account, ids) {
      const views = [...(await readMade(em, ids)).values()].map(found => viewFor(account, found))
      return views.filter(view => view !== undefined)
    },
    cancel: waiting.cancel,
    gifts: gifts(deps),
    list: async (account, page) => list(em, account, page),
    claim: waiting.claim,
    returnExpired: waiting.returnExpired
  }
}

const viewFor = (account: Id, row: MadeRow): Transfer | undefined =>
  row.fromAccount === account || row.toAccount === account
    ? transferViewFor(account, row)
    : undefined

/** Makes one: one unit, and nothing read before it if the recipient is named by account. */
async function send(
  deps: Deps,
  from: Id,
  key: Key,
  request: TransferRequest,
  allowance?: Allowance
): Promise<Sent> {
  const { em, commit, step, now, claims } = deps
  const recipient = recipientOf(request.to, from, await lookUp(em, [request.to]))
  if (recipient.is === 'nobody') throw toError(recipient.refusal)
  if (!isAllowed(allowance, request.amountMsat)) {
    throw new AppError('limit_exceeded', aboveCeiling(allowance, request.amountMsat))
  }
  const id = newId()
  const { unit, transfer } = plan({ id, from, request, allowance, at: now() }, recipient, deps)
  const claim = { is: 'idempotency', ...key, account: from, resource: id } as const
  const verdict = await step('transfer.move', () =>
    commit({ ...unit, claims: [claim, ...unit.claims] })
  )
  const asked = { id, from, amountMsat: request.amountMsat, fingerprint: key.fingerprint }
  const meaning = conclude(decide(verdict, asked))
  if (meaning.is === 'repeated') return { transfer: await read(em, meaning.id), replayed: true }
  // It is booked: a database that is unavailable now does not undo it.
  const caughtUp =
    transfer.status === 'claimable' && (await claims.catchUp([transfer.to]).catch(() => false))
  const seen = caughtUp ? await read(em, id).catch(() => transfer) : transfer
  return { transfer: seen, replayed: false }
}

async function read(em: EntityManager, id: Id): Promise<Transfer> {
  const row = await findRow(em, TransferRow, { id })
  assert(row, 'a key stands for a transfer that is there')
  return transferView(row)
}
