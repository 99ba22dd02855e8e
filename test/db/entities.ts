import type { EntitySchema } from '@mikro-orm/postgresql'
import { test } from 'tap'
import { ENTITIES } from '../../src/app/entities.ts'
import { query } from '../../src/db/query.ts'
import { books } from '../harness/books.ts'

/** Columns that no entity reads: the SQL of their rooms does, or the ledger's own. */
const NOT_READ = [
  'account.seq',
  'account.heard',
  'api_key.rotated_at',
  'account.heard_below',
  'identity.created_at',
  'webhook_delivery.since',
  'webhook_delivery.leased_until',
  'deposit_cursor.lease_owner',
  'deposit_cursor.lease_until',
  'deposit_payment.source',
  'deposit_payment.invoice',
  'deposit_payment.asset',
  'deposit_payment.credited_at',
  'receipt.label',
  'receipt.amount_msat',
  'receipt.state',
  'receipt.deposit',
  'receipt.paid_at',
  'receipt.created_at',
  'payment.root',
  'payment.node_started_ms'
]

type Column = { readonly name: string; readonly nullable: boolean }

test('the entities are the tables that the migrations make, column by column', async t => {
  const { em } = await books(t)
  for (const entity of ENTITIES as readonly EntitySchema[]) {
    const { tableName, props } = em.getMetadata().get(entity)
    const columns = await query<Column>(
      em,
      `select table_name || '.' || column_name as name, is_nullable = 'YES' as nullable
       from information_schema.columns where table_schema = 'public' and table_name = ?`,
      [tableName]
    )
    const made = columns.filter(({ name }) => !NOT_READ.includes(name))
    t.same(
      Object.fromEntries(
        props.map(prop => [[tableName, ...prop.fieldNames].join('.'), prop.nullable === true])
      ),
      Object.fromEntries(made.map(({ name, nullable }) => [name, nullable])),
      tableName
    )
  }
})
