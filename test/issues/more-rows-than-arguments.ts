// Lists of a large installation were handed to a function as its arguments, of which there may be
// some hundred thousand. `account list` ended with a stack trace where there were more accounts;
// `audit` and the comparison of deposits where they had found that much.
import { Command } from 'commander'
import { test } from 'tap'
import { newId } from '../../src/core/ids.ts'
import { printRows } from '../../src/cli/print.ts'
import { depositComparison } from '../../src/deposit/compare.ts'
import { leaseCursor } from '../../src/deposit/cursor.ts'
import { books } from '../harness/books.ts'

const MANY = 200_000

test('a table has as many lines as it has rows', t => {
  const lines: string[] = []
  const rows = Array.from({ length: MANY }, (_, n) => ({ n, name: `account ${n}` }))
  const console = { log: (line: string) => void lines.push(line), error: () => undefined }
  printRows({ console }, new Command(), rows)
  t.equal(lines.length, 1 + MANY)
  t.equal(lines.at(-1), `${MANY - 1}  account ${MANY - 1}`)
  t.end()
})

test('books may be wrong in many places', async t => {
  const { sql, wrong } = await books(t)
  await sql(`insert into entry (id, debit_account, credit_account, amount_msat, kind, subject)
    select gen_random_uuid(), gen_random_uuid(), gen_random_uuid(), 1, 'transfer', gen_random_uuid()
    from generate_series(1, ${MANY})`)
  const found = await wrong()
  t.equal(found.length, MANY)
  t.match(found[0], { detail: 'no such account' })
})

test('a node that has forgotten its invoices differs from all credits', async t => {
  const { em, sql } = await books(t)
  const nodeId = newId()
  await leaseCursor(em, nodeId, newId(), 60)
  await sql('update deposit_cursor set pay_index = $1', [MANY])
  await sql(`with r as (
      insert into receipt (id, node_id, pay_index, payment_hash, label, amount_msat, state, paid_at)
      select gen_random_uuid(), '${nodeId}', n, n::text, '', 1, 'suspense', now()
      from generate_series(1, ${MANY}) n returning id)
    insert into entry (id, debit_account, credit_account, amount_msat, kind, subject)
    select gen_random_uuid(), '00000000-0000-8000-8000-000000000001',
      '00000000-0000-8000-8000-000000000004', 1, 'suspense', id from r`)
  await sql('analyze receipt, entry')
  const told: object[] = []
  const { run, differenceMsat } = depositComparison({
    em,
    nodeId,
    node: { changedInvoices: async () => Promise.resolve([]) },
    log: { error: facts => told.push(facts) }
  })
  await run()
  t.equal(differenceMsat(), BigInt(MANY))
  t.match(told, [{ count: MANY }])
})
