// The statement of an account, newest first.
import { Readable } from 'node:stream'
import { showId, type Id } from '../../core/ids.ts'
import { wire } from '../../core/msat.ts'
import type { Only } from '../../core/page.ts'
import { ownerOf, ROW_TYPES, type RowType, type StatementRow } from '../../ledger/read.ts'
import type { App } from '../wire/app.ts'
import { times, TIMES } from '../wire/list-filters.ts'
import { list, PAGE, pageOf, presentPage } from '../wire/pages.ts'
import type { Rooms } from '../wire/rooms.ts'
import { csv } from '../wire/transactions-csv.ts'
import {
  BALANCE,
  exactly,
  fields,
  named,
  MAYBE_BALANCE,
  MAYBE_TEXT,
  TEXT,
  TIME
} from '../wire/schema.ts'

const TYPE = { type: 'string', enum: ROW_TYPES } as const

const TRANSACTION = named(
  'Transaction',
  exactly({
    id: TEXT,
    type: TYPE,
    amount_msat: {
      type: 'integer',
      description: 'The whole change of the account, signed, fee and surcharge included'
    },
    fee_msat: MAYBE_BALANCE,
    balance_after_msat: BALANCE,
    memo: MAYBE_TEXT,
    created_at: TIME,
    reference: MAYBE_TEXT
  })
)

const FORMAT = {
  type: 'string',
  enum: ['json', 'csv'],
  description: 'csv: all rows to the last, whatever the limit'
} as const

/** In the order of `presentRow`. */
const COLUMNS = Object.keys(TRANSACTION.properties)

const presentRow = (row: StatementRow) => ({
  id: showId(ownerOf(row), row.id),
  type: row.type,
  amount_msat: wire(row.amountMsat),
  fee_msat: row.feeMsat === null ? null : wire(row.feeMsat),
  balance_after_msat: wire(row.balanceAfterMsat),
  memo: row.memo,
  created_at: row.createdAt.toISOString(),
  reference: row.reference
})

/** All rows of the statement, as CSV. */
export const statementCsv = (
  statement: Rooms['statement'],
  account: Id,
  type: RowType | undefined,
  at: { readonly cursor: string | undefined; readonly only: Only }
): Promise<AsyncIterable<string>> =>
  csv(
    COLUMNS,
    async page => statement(account, type, page),
    row => Object.values(presentRow(row)),
    at
  )

export function transactions(app: App, { statement }: Pick<Rooms, 'statement'>): void {
  app.get(
    '/transactions',
    {
      config: { scope: 'account:read' },
      schema: {
        tags: ['account'],
        summary: 'List what changed the balance, newest first: one row per resource, at its end',
        querystring: fields({ ...PAGE, type: TYPE, ...TIMES, format: FORMAT }),
        response: { 200: list(TRANSACTION) }
      }
    },
    async ({ caller: { account }, query }, reply) => {
      const { type, format, cursor } = query
      const only = times(query)
      if (format !== 'csv') {
        return presentPage(await statement(account, type, { ...pageOf(query), only }), presentRow)
      }
      const lines = await statementCsv(statement, account, type, { cursor, only })
      void reply.type('text/csv; charset=utf-8')
      void reply.header('content-disposition', 'attachment; filename="transactions.csv"')
      return reply.send(Readable.from(lines) as never)
    }
  )
}
