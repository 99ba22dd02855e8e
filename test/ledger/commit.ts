import { test } from 'tap'
import fc from 'fast-check'
import pg from 'pg'
import { newId, type Id } from '../../src/core/ids.ts'
import { balance } from '../../src/ledger/read.ts'
import { committer } from '../../src/ledger/commit.ts'
import type { Verdict } from '../../src/ledger/unit.ts'
import { books, quiet, soundBooks, word } from './harness/books.ts'
import {
  deposit,
  entry,
  hold,
  keyed,
  payment,
  release,
  send,
  settle,
  transfer
} from './harness/units.ts'

const count = (verdicts: readonly Verdict[], what: string): number =>
  verdicts.filter(verdict => word(verdict) === what).length

test('of 200 withdrawals of 10 from 100 by two committers exactly 10 succeed', async t => {
  const b = await books(t)
  const user = await b.user(100)
  const commits = [b.commit, b.another()]
  const verdicts = await Promise.all(
    Array.from({ length: 200 }, async (_, i) => commits[i % 2]?.(hold(payment(user))))
  )
  t.equal(
    count(
      verdicts.filter(v => v !== undefined),
      'committed'
    ),
    10
  )
  t.equal(
    count(
      verdicts.filter(v => v !== undefined),
      'insufficient_balance'
    ),
    190
  )
  t.strictSame(await balance(b.em, user), { balanceMsat: 0n, heldMsat: 100n })
  await soundBooks(t, b)
})

test('one key has one effect, whoever repeats it and when', async t => {
  const b = await books(t)
  const [from, to] = [await b.user(1000), await b.user()]
  const commits = [b.commit, b.another()]
  const [key, fingerprint] = [newId(), newId()]
  const units = Array.from({ length: 40 }, () =>
    keyed(transfer(from, to, 1), from, key, fingerprint)
  )
  const verdicts = await Promise.all(units.map(async (unit, i) => commits[i % 2]?.(unit)))
  const told = verdicts.filter(verdict => verdict !== undefined)
  t.equal(count(told, 'committed'), 1)
  const done = units[told.findIndex(verdict => verdict.is === 'committed')]?.guards[0]?.id
  for (const verdict of told)
    if (verdict.is === 'refused')
      t.strictSame(verdict.why, { is: 'key_taken', fingerprint, resource: done })
  t.equal(word(await b.commit(keyed(transfer(from, to, 5000), from, key))), 'key_taken')
  t.equal((await balance(b.em, to))?.balanceMsat, 1n)
  await soundBooks(t, b)
})

test('a hash is paid once by however many people, and again only after a release', async t => {
  const b = await books(t)
  const users = await Promise.all(Array.from({ length: 20 }, async () => b.user(100)))
  const commits = [b.commit, b.another()]
  const one = payment(users[0] ?? newId())
  const payments = users.map(account => payment(account, { preimage: one.preimage }))
  const told = await Promise.all(
    payments.map(async (p, i) => (commits[i % 2] ?? b.commit)(hold(p)))
  )
  t.equal(count(told, 'committed'), 1)
  t.equal(count(told, 'hash_taken'), 19)
  const winner = payments[told.findIndex(verdict => verdict.is === 'committed')] ?? one
  const next = payments.find(p => p !== winner) ?? one
  // In one batch: what the first two do is seen by the third.
  const [, , again, late] = await Promise.all(
    [send(winner), release(winner), hold(next), hold(one)].map(b.commit)
  )
  t.strictSame(again, { is: 'committed' })
  t.strictSame(late, { is: 'refused', why: { is: 'hash_taken', state: 'held' } })
  await b.commit(send(next))
  await b.commit(settle(next))
  t.strictSame(await b.commit(hold(one)), {
    is: 'refused',
    why: { is: 'hash_taken', state: 'settled' }
  })
  await soundBooks(t, b)
})

test('a row moves on only from the state that is expected, and a hold ends once', async t => {
  const b = await books(t)
  const user = await b.user(100)
  const p = payment(user, { maxFee: 5, surcharge: 2 })
  const differs = (state: string | null) => ({
    is: 'refused',
    why: { is: 'state_differs', table: 'payment', id: p.id, state }
  })
  t.strictSame(await b.commit(send(p)), differs(null))
  t.strictSame(await b.commit(hold(p)), { is: 'committed' })
  const twin = { ...hold(p), claims: [] }
  t.strictSame(await b.commit(twin), differs('held'), 'a new row that is there already')
  t.strictSame(await b.commit(settle(p)), differs('held'))
  t.strictSame(await b.commit(send(p)), { is: 'committed' })
  const ends = await Promise.all([settle(p, 3), release(p), settle(p)].map(b.commit))
  t.strictSame(ends, [{ is: 'committed' }, differs('settled'), differs('settled')])
  t.strictSame(await balance(b.em, user), { balanceMsat: 85n, heldMsat: 0n })
  const [row] = await b.ask('select dispatched_at <= finished_at, preimage from payment')
  t.strictSame(row, [true, p.preimage], 'now is the time of the database')
  await soundBooks(t, b)
})

test('of two processes that move one row on at the same moment one succeeds', async t => {
  const b = await books(t)
  const p = payment(await b.user(100))
  await b.commit(hold(p))
  // Somebody holds the row, so that both have asked for it before either gets it.
  await b.ask('begin')
  await b.ask('select from payment where id = $1 for update', [p.id])
  const told = [b.commit, b.another()].map(async commit => commit(send(p)))
  // On another connection: what a transaction sees of the others' activity stands still.
  for (let waiting = 0; waiting < 2;) {
    const rows = await b.em.execute(`select pid from pg_locks join pg_stat_activity using (pid)
      where application_name = 'lapp-gateway committer' and not granted
        and datname = current_database()`)
    waiting = rows.length
  }
  await b.ask('commit')
  t.strictSame((await Promise.all(told)).map(word).sort(), ['committed', 'state_differs'])
})

test('the cursor of deposits moves from where it was expected to stand', async t => {
  const b = await books(t)
  const id = newId()
  const move = (from: string | null, pay_index: bigint) => ({
    entries: [],
    guards: [{ table: 'deposit_cursor' as const, id, from, set: { node_id: 'n', pay_index } }],
    claims: []
  })
  t.equal(word(await b.commit(move(null, 0n))), 'committed')
  t.equal(word(await b.commit(move('0', 7n))), 'committed')
  t.equal(word(await b.commit(move('0', 8n))), 'state_differs')
  t.strictSame(await b.ask('select pay_index from deposit_cursor'), [['7']])
})

test('what only the database knows refuses the one unit and no other', async t => {
  const b = await books(t)
  const [from, to] = [await b.user(100), await b.user()]
  const first = transfer(from, to, 1)
  await b.commit(first)
  const repeated = { ...transfer(from, to, 1), entries: first.entries }
  const wrong = {
    ...transfer(from, to, 1),
    guards: [{ table: 'transfer' as const, id: newId(), from: null, set: { state: 'settled' } }]
  }
  const told = await Promise.allSettled(
    [transfer(from, to, 1), repeated, transfer(from, to, 1), wrong, transfer(from, to, 1)].map(
      b.commit
    )
  )
  t.strictSame(
    told.map(end => (end.status === 'fulfilled' ? word(end.value) : 'rejected')),
    ['committed', 'constraint', 'committed', 'rejected', 'committed']
  )
  t.equal((await balance(b.em, to))?.balanceMsat, 4n)
  await soundBooks(t, b)
})

test('a unit that nobody could apply is stopped at the door', async t => {
  const b = await books(t)
  const user = await b.user(10)
  const set = { state: 'settled', memo: 'a\0b' }
  for (const bad of [
    { entries: [entry('transfer', user, user, 1)], guards: [], claims: [] },
    { entries: [entry('transfer', user, 'x,y' as Id, 1)], guards: [], claims: [] },
    {
      entries: [],
      guards: [{ table: 'transfer' as const, id: newId(), from: null, set }],
      claims: []
    },
    {
      entries: [],
      guards: [{ table: 'transfer' as const, id: newId(), from: null, set: {} }],
      claims: []
    },
    {
      entries: [],
      guards: [{ table: 'transfer' as const, id: newId(), from: 'x', set: { 'a = 1; --': 1 } }],
      claims: []
    }
  ])
    await t.rejects(b.commit(bad), { code: 'ERR_ASSERTION' })
  const fine = transfer(user, user, 1)
  for (const [table, column, value] of [
    ['transfer', 'to_account', 'acc_1'],
    ['transfer', 'amount_msat', 1n << 63n],
    ['transfer', 'amount_msat', '1'],
    ['transfer', 'created_at', 'tomorrow'],
    ['transfer', 'created_at', new Date(NaN)],
    ['transfer', 'memo', 5],
    ['payment', 'reply_code', 2 ** 31],
    ['payment', 'reply_code', 0.5],
    ['payment', 'holds', 'true'],
    ['purchase', 'input', true]
  ] as const) {
    const guards = [{ table, id: newId(), from: 'x', set: { [column]: value } }]
    const bad = b.commit({ entries: [], guards, claims: [] })
    await t.rejects(bad, { code: 'ERR_ASSERTION' }, `${column} = ${String(value)}`)
  }
  const news = { account: user, type: 'transfer.received', subject: 'trf_1' as Id } as const
  await t.rejects(b.commit({ ...fine, entries: [], outbox: [news] }), { code: 'ERR_ASSERTION' })
  const nobody = newId()
  t.strictSame(await b.commit(transfer(user, nobody, 1)), {
    is: 'refused',
    why: { is: 'account_unknown', account: nobody }
  })
})

test('texts arrive as they were sent', async t => {
  const b = await books(t)
  const [from, to] = [await b.user(1000), await b.user()]
  await fc.assert(
    fc.asyncProperty(fc.array(fc.string({ unit: 'grapheme' }), { minLength: 1 }), async texts => {
      const memos = [...texts, 'NULL', '"', '\\', '{a,b}', ' '].map(memo =>
        memo.replaceAll('\0', '')
      )
      const units = memos.map(memo => {
        const { entries, guards, claims } = transfer(from, to, 1)
        return { entries, claims, guards: guards.map(g => ({ ...g, set: { ...g.set, memo } })) }
      })
      await b.commit(deposit(from, memos.length))
      await Promise.all(units.map(b.commit))
      const ids = units.flatMap(({ guards }) => guards.map(guard => guard.id))
      const rows = await b.ask('select id, memo from transfer where id = any($1)', [ids])
      const stored = new Map(rows.map(([id, memo]) => [id, memo]))
      t.strictSame(
        ids.map(id => stored.get(id)),
        memos
      )
    }),
    { numRuns: 15 }
  )
})

test('a deadlock and a serialization failure are tried again, together and unseen', async t => {
  const b = await books(t)
  const [from, to] = [await b.user(100), await b.user()]
  await b.ask(`create sequence failures`)
  await b.ask(`create function fail_at_first() returns trigger language plpgsql as $$ begin
    case nextval('failures') when 1 then raise exception 'x' using errcode = '40001';
      when 2 then raise exception 'x' using errcode = '40P01'; else return new; end case; end $$`)
  await b.ask(`create trigger failing before insert on transfer execute function fail_at_first()`)
  const told = await Promise.all([1, 2, 3].map(async n => b.commit(transfer(from, to, n))))
  t.equal(count(told, 'committed'), 3)
  await soundBooks(t, b)
})

test('who waits is bounded, and who was accepted is served before the end', async t => {
  const b = await books(t)
  const [from, to] = [await b.user(100), await b.user()]
  const small = committer({ url: b.url, log: quiet, waitingMax: 5, batchMax: 2 })
  const told = await Promise.allSettled(
    [1, 1, 1, 1, 1, 1, 1].map(async n => small.commit(transfer(from, to, n)))
  )
  t.equal(told.filter(end => end.status === 'rejected').length, 2)
  const last = small.commit(transfer(from, to, 1))
  await small.close()
  t.strictSame(await last, { is: 'committed' })
  await t.rejects(small.commit(transfer(from, to, 1)), { code: 'not_ready' })
  t.equal((await balance(b.em, to))?.balanceMsat, 6n)
})

test('a committer whose connection is ended opens another', async t => {
  const b = await books(t)
  const [from, to] = [await b.user(1000), await b.user()]
  const admin = new pg.Client(b.url)
  await admin.connect()
  t.teardown(async () => admin.end())
  for (let i = 0; i < 20; i++) {
    const killing = admin.query(`select pg_terminate_backend(pid) from pg_stat_activity
      where datname = current_database() and application_name = 'lapp-gateway committer'`)
    const told = await Promise.all([1, 1, 1, 1, 1].map(async n => b.commit(transfer(from, to, n))))
    t.equal(count(told, 'committed'), 5)
    await killing
  }
  t.equal((await balance(b.em, to))?.balanceMsat, 100n)
  await soundBooks(t, b)
})
