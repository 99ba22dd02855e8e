// The real committer on a database of its own, with people who
// have money; for the tests of the rooms above the ledger.
import type { EntityManager } from '@mikro-orm/postgresql'
import pg from 'pg'
import type { Test } from 'tap'
import { keyOf, type Key } from '../../src/core/idempotency.ts'
import { HOUSE, newId, type Id } from '../../src/core/ids.ts'
import { msat } from '../../src/core/msat.ts'
import { openOrm } from '../../src/db/orm.ts'
import { ENTITIES } from '../../src/app/entities.ts'
import { audit, type Violation } from '../../src/ledger/audit.ts'
import { committer } from '../../src/ledger/commit.ts'
import { openAccount } from '../../src/ledger/open.ts'
import type { Commit } from '../../src/ledger/unit.ts'
import { createDatabase } from './database.ts'

export type Books = {
  readonly url: string
  readonly em: EntityManager
  readonly commit: Commit
  /** Another process on the same database. */
  readonly another: () => Commit
  /** A new user with that much. */
  readonly user: (amountMsat?: number) => Promise<Id>
  readonly balance: (account: Id) => Promise<bigint>
  readonly sql: (text: string, values?: readonly unknown[]) => Promise<Record<string, unknown>[]>
  /** What the oracle finds. */
  readonly wrong: () => Promise<readonly Violation[]>
}

export async function books(t: Test): Promise<Books> {
  const url = await createDatabase(t)
  const orm = await openOrm({ url, entities: ENTITIES })
  t.teardown(async () => orm.close())
  const pool = new pg.Pool({ connectionString: url, max: 2 })
  // The database may be dropped while a connection says good-bye.
  pool.on('error', () => undefined)
  t.teardown(async () => pool.end())
  const another = (): Commit => {
    const { commit, close } = committer({ url, log: { warn: () => undefined } })
    t.teardown(close)
    return commit
  }
  const commit = another()
  const sql: Books['sql'] = async (text, values = []) =>
    (await pool.query<Record<string, unknown>>(text, [...values])).rows
  return {
    url,
    em: orm.em,
    commit,
    another,
    sql,
    user: async (amountMsat = 0) => {
      const id = await openAccount(orm.em.fork(), { name: 'somebody' })
      if (amountMsat > 0) await fund(commit, id, amountMsat)
      return id
    },
    balance: async account => {
      const [row] = await sql('select balance_msat from account where id = $1', [account])
      return BigInt(String(row?.['balance_msat']))
    },
    wrong: async () => audit(orm.em)
  }
}

/** A key of its own for each request, unless the test names one. */
export const keyFor = (account: Id, name: string = newId(), body: unknown = null): Key =>
  keyOf(account, name, { method: 'POST', path: '/', body })

async function fund(commit: Commit, account: Id, amount: number): Promise<void> {
  const amountMsat = msat(amount)
  const [id, subject] = [newId(), newId()]
  await commit({
    entries: [{ id, debit: HOUSE.lightning, credit: account, amountMsat, kind: 'adjust', subject }],
    guards: [],
    claims: []
  })
}
