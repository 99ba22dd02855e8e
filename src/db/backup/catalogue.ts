// Reads from PostgreSQL's catalogue which tables there are (except the migrations'), in the order
// of their foreign keys.
import assert from 'node:assert/strict'
import type pg from 'pg'
import { MIGRATIONS_TABLE } from '../migrations-of.ts'

export type Table = { readonly table: string; readonly columns: readonly string[] }
export type Partition = { readonly parent: string; readonly name: string; readonly bound: string }

export async function tablesOf(
  client: pg.Client
): Promise<{ readonly tables: readonly Table[]; readonly partitions: readonly Partition[] }> {
  const { rows: tables } = await client.query<Table>(`
    select c.relname as table, array_agg(a.attname::text order by a.attnum) as columns
    from pg_class c join pg_attribute a on a.attrelid = c.oid
    where c.relnamespace = 'public'::regnamespace and c.relkind in ('r', 'p') and not c.relispartition
      and a.attnum > 0 and not a.attisdropped and a.attgenerated = '' and c.relname <> '${MIGRATIONS_TABLE}'
    group by c.relname order by c.relname`)
  const { rows: references } = await client.query<{ from: string; to: string }>(`
    select conrelid::regclass::text as from, confrelid::regclass::text as to
    from pg_constraint where contype = 'f' and conrelid <> confrelid`)
  const { rows: partitions } = await client.query<Partition>(`
    select p.relname as parent, c.relname as name, pg_get_expr(c.relpartbound, c.oid) as bound
    from pg_inherits i join pg_class c on c.oid = i.inhrelid join pg_class p on p.oid = i.inhparent
    where c.relispartition and p.relnamespace = 'public'::regnamespace and p.relkind = 'p'
    order by c.relname`)
  return { tables: sorted(tables, references), partitions }
}

/** Referenced tables come first. */
function sorted(
  tables: readonly Table[],
  references: readonly { readonly from: string; readonly to: string }[]
): readonly Table[] {
  const done: Table[] = []
  let left = [...tables]
  while (left.length > 0) {
    const open = new Set(left.map(({ table }) => table))
    const free = left.filter(
      ({ table }) => !references.some(({ from, to }) => from === table && open.has(to))
    )
    assert(free.length > 0, 'tables do not refer to each other in a circle')
    done.push(...free)
    left = left.filter(table => !free.includes(table))
  }
  return done
}
