// A ledger of its own for a test: a database, people with
// money, and a committer.
import type { EntityManager } from '@mikro-orm/postgresql'
import pg from 'pg'
import type { Test } from 'tap'
import { newId, type Id } from '../../../src/core/ids.ts'
import { openOrm } from '../../../src/db/orm.ts'
import { audit } from '../../../src/ledger/audit.ts'
import { committer } from '../../../src/ledger/commit.ts'
import { openAccount } from '../../../src/ledger/open.ts'
import type { Commit, Verdict } from '../../../src/ledger/unit.ts'
import { createDatabase } from '../../harness/database.ts'
import { deposit } from './units.ts'

export const quiet = { warn: () => undefined }

export type Books = {
  readonly url: string
  readonly em: EntityManager
  readonly commit: Commit
  readonly ask: (sql: string, values?: readonly unknown[]) => Promise<readonly unknown[][]>
  /** A new account with that much on it. */
  readonly user: (balance?: number) => Promise<Id>
  /** A new budget of that much, of which nothing is used. */
  readonly budget: (amount: number, period?: 'day' | 'week' | 'month' | 'total') => Promise<Id>
  /** Another committer on the same database. */
  readonly another: (url?: string) => Commit
}

export async function books(t: Test): Promise<Books> {
  const url = await createDatabase(t)
  const orm = await openOrm({ url, entities: [], poolMax: 3 })
  t.teardown(async () => orm.close())
  const client = new pg.Client(url)
  client.on('error', () => undefined)
  await client.connect()
  t.teardown(async () => client.end())
  const another = (to = url): Commit => {
    const { commit, close } = committer({ url: to, log: quiet })
    t.teardown(close)
    return commit
  }
  const commit = another()
  return {
    url,
    em: orm.em,
    commit,
    another,
    ask: async (sql, values = []) =>
      (await client.query<unknown[]>({ text: sql, values: [...values], rowMode: 'array' })).rows,
    budget: async (amount, period = 'day') => {
      const id = newId()
      const sql = 'insert into budget (id, amount_msat, period) values ($1, $2, $3)'
      await client.query(sql, [id, amount, period])
      return id
    },
    user: async (balance = 0) => {
      const id = await openAccount(orm.em, { name: 'somebody' })
      if (balance > 0) await commit(deposit(id, balance))
      return id
    }
  }
}

export const soundBooks = async (t: Test, { em }: Books): Promise<void> => {
  t.strictSame(await audit(em), [], 'the books balance')
}

/** What became of it, in a word. */
export const word = (verdict: Verdict): string =>
  verdict.is === 'committed' ? 'committed' : verdict.why.is
