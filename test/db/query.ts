import { test } from 'tap'
import { AccountRow } from '../../src/account/entity.ts'
import { countRows, findRow, findRows, query, select } from '../../src/db/query.ts'
import { snapshot, transaction } from '../../src/db/transaction.ts'
import { books } from '../harness/books.ts'

const RENAME = 'update account set name = ? where id = ?'

test('what is read is what the database has now, and not what was read before', async t => {
  const { em, user } = await books(t)
  const id = await user()
  const before = await findRow(em, AccountRow, { id })
  await query(em, RENAME, ['another', id])
  t.equal(before?.name, 'somebody')
  t.equal((await findRow(em, AccountRow, { id }))?.name, 'another')
  t.equal((await findRows(em, AccountRow, { id }))[0]?.name, 'another')
  t.equal((await select(em, AccountRow).where({ id }).getResultList())[0]?.name, 'another')
  t.equal(await countRows(em, AccountRow, { id, name: 'another' }), 1)
  t.equal(await findRow(em, AccountRow, { id, name: 'somebody' }), undefined)
})

test('a transaction reads what it has written, and nobody else does', async t => {
  const { em, user } = await books(t)
  const id = await user()
  await transaction(em, async tx => {
    await query(tx, RENAME, ['another', id])
    t.equal((await findRow(tx, AccountRow, { id }))?.name, 'another')
    t.equal((await findRow(em, AccountRow, { id }))?.name, 'somebody')
  })
})

test('a snapshot stays at one moment, whatever is committed meanwhile', async t => {
  const { em, user } = await books(t)
  const id = await user()
  await snapshot(em, async moment => {
    t.equal(await countRows(moment, AccountRow, { id }), 1)
    await query(em, RENAME, ['another', id])
    t.equal((await findRow(moment, AccountRow, { id }))?.name, 'somebody')
    await t.rejects(query(moment, RENAME, ['a third', id]), /read-only/)
  })
})

test('what a deadlock has ended is run again: a statement, or the whole of a transaction', async t => {
  const { em, sql } = await books(t)
  await sql('create sequence calls')
  await sql(`create function ended_once() returns int language plpgsql as $$ begin
    if nextval('calls') % 2 = 1 then raise exception 'deadlock detected' using errcode = '40P01';
    end if; return 7; end $$`)
  const ask = 'select ended_once() as n'
  t.strictSame(await query(em, ask), [{ n: 7 }])
  t.strictSame(await transaction(em, async tx => query(tx, ask)), [{ n: 7 }])
  t.strictSame(await sql('select last_value::int from calls'), [{ last_value: 4 }])
  await sql('alter sequence calls increment 2')
  await sql(`select setval('calls', 101)`)
  await t.rejects(query(em, ask), { code: '40P01' }, 'not for ever')
})
