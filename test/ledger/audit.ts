import { test } from 'tap'
import { HOUSE, newId, type Id } from '../../src/core/ids.ts'
import { audit } from '../../src/ledger/audit.ts'
import { AUDIT_RULES } from '../../src/ledger/audit-rules.ts'
import { books, soundBooks, type Books } from './harness/books.ts'
import { budgeted, entry, hold, keyed } from './harness/units.ts'
import { payment, release, send, settle, transfer } from './harness/units.ts'

/** Books with something of everything in them. */
async function lived(b: Books) {
  const [user, other] = [await b.user(1000), await b.user(1000)]
  const [open, paid, gone] = [
    payment(user, { maxFee: 5 }),
    payment(user, { maxFee: 5, surcharge: 2 }),
    payment(user)
  ]
  for (const p of [open, paid, gone]) await b.commit(hold(p))
  for (const p of [paid, gone]) await b.commit(send(p))
  await b.commit(settle(paid, 3))
  await b.commit(release(gone))
  const budget = await b.budget(100)
  await b.commit(budgeted(transfer(user, other, 9), budget))
  const tip = transfer(user, other, 7)
  await b.commit(keyed(tip, user))
  const [deposit, receipt, cursor] = [newId(), newId(), newId()]
  await b.commit({
    entries: [entry('deposit', HOUSE.lightning, user, 50, deposit)],
    guards: [
      {
        table: 'deposit',
        id: deposit,
        from: null,
        set: {
          account: user,
          state: 'settled',
          method: 'lightning',
          expires_in: 1,
          received_msat: 50
        }
      },
      {
        table: 'receipt',
        id: receipt,
        from: null,
        set: {
          node_id: 'n',
          pay_index: 4,
          payment_hash: 'h',
          label: 'l',
          amount_msat: 50,
          state: 'credited',
          deposit,
          paid_at: 'now'
        }
      },
      { table: 'deposit_cursor', id: cursor, from: null, set: { node_id: 'n', pay_index: 4 } }
    ],
    claims: []
  })
  const elsewhere = await seenElsewhere(b, user)
  return {
    elsewhere,
    user,
    other,
    budget,
    open: open.id,
    paid: paid.id,
    gone: gone.id,
    tip: String(tip.guards[0]?.id),
    deposit,
    receipt
  }
}

/** A deposit through another than our node, credited. */
async function seenElsewhere(b: Books, user: Id): Promise<Id> {
  const [deposit, payment] = [newId(), newId()]
  const amount = { state: 'settled', received_msat: 9, settled_at: 'now' }
  const named = { source: 'btcpay', invoice: 'i', method: 'BTC-CHAIN', payment: 'tx-0' }
  await b.commit({
    entries: [{ ...entry('deposit', HOUSE.btcpay, user, 9, deposit), id: payment }],
    guards: [
      {
        table: 'deposit',
        id: deposit,
        from: null,
        set: { account: user, method: 'btcpay', expires_in: 1, ...amount }
      },
      {
        table: 'deposit_payment',
        id: payment,
        from: null,
        set: { ...named, deposit, amount_msat: 9, asset: HOUSE.btcpay, state: 'credited' }
      }
    ],
    claims: []
  })
  return deposit
}

type Lived = Awaited<ReturnType<typeof lived>>

/** For each rule, what breaks it. */
const BREAKS: Readonly<Record<keyof typeof AUDIT_RULES, (l: Lived) => string>> = {
  'every entry moves between accounts that there are': () =>
    `update entry set credit_account = gen_random_uuid() where kind = 'settle'`,
  'house accounts have no chain': () => `update entry set credit_seq = 9 where kind = 'settle'`,
  'every account is a gap-free chain and its balances follow': l =>
    `update entry set debit_seq = 99 where subject = '${l.tip}'`,
  'the balance that is kept is the last one and the sum': l =>
    `update account set balance_msat = balance_msat + 1 where id = '${l.user}'`,
  'no balance was ever below zero': l =>
    `update entry set debit_balance_after = -1 where subject = '${l.tip}'`,
  'every user has an account for holds, and the other way round': () =>
    `insert into account values (gen_random_uuid(), 'held', 'x', null, 0, 0)`,
  'every hold belongs to one payment, from its account': l =>
    `update payment set account = '${l.other}' where id = '${l.open}'`,
  'every payment has one hold of amount, fee ceiling and surcharge': l =>
    `update payment set max_fee_msat = 4 where id = '${l.open}'`,
  'an unfinished payment has its hold still': l =>
    `update payment set state = 'sent', dispatched_at = now() where id = '${l.gone}'`,
  'what ends a hold sums to it': () => `update entry set amount_msat = 1 where kind = 'change'`,
  'what ends a hold comes from it and goes where it should': l =>
    `update entry set credit_account = '${l.other}' where kind = 'release'`,
  'what is booked as sent is what the node sent': l =>
    `update payment set amount_sent_msat = 12 where id = '${l.paid}'`,
  'no fee is above the ceiling that was shown': l =>
    `update payment set max_fee_msat = 2, surcharge_msat = 5 where id = '${l.paid}'`,
  'every settled payment has the preimage of its hash': l =>
    `update payment set preimage = repeat('0', 64) where id = '${l.paid}'`,
  'one live or settled payment per hash': l =>
    `update payment set payment_hash = (select payment_hash from payment where id = '${l.paid}') where id = '${l.open}'`,
  'a deposit is settled when it was credited, once and to its account': l =>
    `update deposit set state = 'pending', received_msat = null where id = '${l.deposit}'`,
  'what a source said was paid is credited once, and what is gone since is the loss of the house':
    l => `update deposit_payment set state = 'lost' where deposit = '${l.elsewhere}'`,
  'every credit belongs to a deposit': l =>
    `update entry set subject = gen_random_uuid() where subject = '${l.deposit}'`,
  'what the node received is credited, or lies in suspense': l =>
    `update receipt set state = 'suspense' where id = '${l.receipt}'`,
  'an adjustment moves what was approved, once': l =>
    `insert into adjustment (id, account, amount_msat, state, reason, proposed_by, decided_by)
     values (gen_random_uuid(), '${l.user}', 5, 'approved', 'why', 'ada', 'bob')`,
  'every settled deposit over our node has one receipt': l =>
    `update receipt set deposit = null where id = '${l.receipt}'`,
  'the cursor stands at the last receipt': () => `update deposit_cursor set pay_index = 3`,
  'a transfer moved its amount once, and came to one end': l =>
    `update transfer set state = 'returned' where id = '${l.tip}'`,
  'a purchase is given back to its buyer, and no more of it than was paid': l =>
    `insert into refund (id, refunded_msat) values ('${l.tip}', 1)`,
  'a budget has counted what went out by it in its period': l =>
    `update budget set used_msat = 8 where id = '${l.budget}'`,
  'what is counted of a payment or transfer is its hold, and then what it came to': l =>
    `update spending set amount_msat = 8 where budget = '${l.budget}'`,
  'what went out by a key with a budget was counted': l =>
    `update payment set budgeted = true where id = '${l.paid}'`,
  'one effect per idempotency key': () =>
    `insert into idempotency select gen_random_uuid(), fingerprint, resource from idempotency limit 1`
}

const COPIED = [
  'account',
  'entry',
  'payment',
  'deposit',
  'deposit_payment',
  'receipt',
  'adjustment',
  'deposit_cursor',
  'transfer',
  'refund',
  'budget',
  'spending',
  'idempotency'
]

/** Without triggers and foreign keys. */
async function unguarded(b: Books, ...sql: readonly string[]): Promise<void> {
  for (const text of ['begin', 'set local session_replication_role = replica', ...sql, 'commit'])
    await b.ask(text)
}

test('sound books pass, and every rule sees what breaks it', async t => {
  const b = await books(t)
  const l = await lived(b)
  await soundBooks(t, b)
  // As after a bug, a careless operator or a broken disk: without the net.
  await b.ask('alter table entry drop constraint entry_debit_balance_after_check')
  await b.ask('drop index payment_one_per_hash')
  for (const table of COPIED) await b.ask(`create table copy_of_${table} as table ${table}`)
  for (const rule of Object.keys(AUDIT_RULES) as (keyof typeof AUDIT_RULES)[]) {
    await unguarded(b, BREAKS[rule](l))
    const seen = await audit(b.em)
    t.ok(
      seen.some(violation => violation.rule === rule),
      `seen: ${rule}`
    )
    t.ok(seen.every(({ subject, detail }) => subject !== '' && detail !== ''))
    for (const table of COPIED)
      await unguarded(b, `delete from ${table}`, `insert into ${table} table copy_of_${table}`)
  }
  await soundBooks(t, b)
})
