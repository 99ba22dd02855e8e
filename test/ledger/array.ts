import fc from 'fast-check'
import pg from 'pg'
import { test } from 'tap'
import { fromHex } from '../../src/core/ids.ts'
import { array } from '../../src/ledger/array.ts'
import type { SqlType } from '../../src/ledger/tables.ts'
import type { Value } from '../../src/ledger/unit.ts'
import { books } from './harness/books.ts'
import { anyCharacter } from '../harness/any-character.ts'

const hex = fc.stringMatching(/^[0-9a-f]{32}$/)
const text = fc.string({ unit: anyCharacter }).filter(s => !s.includes('\0') && s.isWellFormed())

/** Of each type, values and what PostgreSQL makes of them in text. */
const KINDS: Readonly<Record<SqlType, fc.Arbitrary<readonly [Value, string]>>> = {
  uuid: hex.map(digits => [fromHex(digits), fromHex(digits)]),
  int8: fc.oneof(
    fc.bigInt({ min: -(1n << 63n), max: (1n << 63n) - 1n }).map(n => [n, String(n)] as const),
    fc.maxSafeInteger().map(n => [n, String(n)] as const)
  ),
  int4: fc.integer().map(n => [n, String(n)]),
  bool: fc.boolean().map(b => [b, String(b)]),
  text: text.map(s => [s, s]),
  jsonb: text.map(s => [JSON.stringify(s), JSON.stringify(s)]),
  timestamptz: fc
    .date({ min: new Date(0), max: new Date('2100-01-01'), noInvalidDate: true })
    .map(date => [date, date.toISOString()])
}

const READ: Partial<Record<SqlType, string>> = {
  timestamptz: `to_char(v at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"')`
}

test('what is sent as an array arrives as it was, whatever the type', async t => {
  const client = new pg.Client((await books(t)).url)
  await client.connect()
  t.teardown(async () => client.end())
  for (const [type, kind] of Object.entries(KINDS) as [SqlType, (typeof KINDS)[SqlType]][]) {
    const sql = `select ${READ[type] ?? 'v::text'} as v from unnest($1::${type}[]) with ordinality u(v, n) order by n`
    await fc.assert(
      fc.asyncProperty(fc.array(fc.option(kind), { maxLength: 20 }), async pairs => {
        const sent = array(
          type,
          pairs.map(pair => pair?.[0] ?? null)
        )
        const { rows } = await client.query<{ v: string | null }>(sql, [sent])
        const wanted = pairs.map(pair => pair?.[1] ?? null)
        return JSON.stringify(rows.map(row => row.v)) === JSON.stringify(wanted)
      }),
      { numRuns: 60 }
    )
    t.pass(type)
  }
})

test('in a column of time `now` is the clock of the database', async t => {
  t.equal(array('timestamptz', ['now', null]), '{"now",NULL}')
  t.type(array('timestamptz', [new Date(), null]), Buffer)
})
