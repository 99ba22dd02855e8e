// Identities: links a person's id elsewhere (Telegram) to an account.
import type { EntityManager } from '@mikro-orm/postgresql'
import type { Id } from '../core/ids.ts'
import { findRow, findRows, query } from '../db/query.ts'
import { transaction } from '../db/transaction.ts'
import { changes } from './changes.ts'
import { IdentityRow } from './entity.ts'

export type Identities = {
  readonly find: (kind: 'telegram', externalId: string) => Promise<Id | undefined>
  /** The person's account, created if there is none; `isNew` only that once. */
  readonly open: (
    kind: 'telegram',
    externalId: string,
    name: string
  ) => Promise<{ readonly account: Id; readonly isNew: boolean }>
  /** The people to notify of events of the account. */
  readonly of: (account: Id) => Promise<readonly string[]>
  /** Called every two seconds: picks up links to other accounts, made or ended in any process. */
  readonly watchMoves: () => Promise<void>
}

/** Creates the account's rows in the transaction of `em`: `ledger/open`. */
export type OpenAccountIn = (em: EntityManager, account: { readonly name: string }) => Promise<Id>

const KNOWN_MAX = 50_000

const MOVED = `select kind || ':' || external_id from link
  where changed_at > ? and state in ('joined', 'parted')`

export function identities(em: EntityManager, openIn: OpenAccountIn): Identities {
  /** A person's account changes only by a link (`links.ts`), and links are watched. */
  const known = new Map<string, Id>()
  const moved = changes(em, MOVED)

  const find: Identities['find'] = async (kind, externalId) => {
    const name = `${kind}:${externalId}`
    const before = known.get(name)
    if (before !== undefined) return before
    const row = await findRow(em, IdentityRow, { kind, externalId })
    if (row === undefined) return undefined
    if (known.size >= KNOWN_MAX) known.clear()
    known.set(name, row.account)
    return row.account
  }
  return {
    find,
    async open(kind, externalId, name) {
      const found = await find(kind, externalId)
      if (found !== undefined) return { account: found, isNew: false }
      return await transaction(em, async inside => {
        // The second of two concurrent calls waits here, and then sees what the first created.
        const lock = 'select pg_advisory_xact_lock(hashtextextended(?, 0))'
        await query(inside, lock, [`${kind}:${externalId}`])
        const taken = await findRow(inside, IdentityRow, { kind, externalId })
        if (taken !== undefined) return { account: taken.account, isNew: false }
        const account = await openIn(inside, { name })
        const sql = 'insert into identity (kind, external_id, account) values (?, ?, ?)'
        await query(inside, sql, [kind, externalId, account])
        return { account, isNew: true }
      })
    },
    async watchMoves() {
      for (const name of await moved()) known.delete(name)
    },
    async of(account) {
      const rows = await findRows(em, IdentityRow, { account })
      return rows.map(row => row.externalId)
    }
  }
}
