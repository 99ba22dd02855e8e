// The ledger's invariants, as SQL that finds violations: each rule returns rows of (subject,
// detail).
import { HOUSE } from '../core/ids.ts'
import { BUDGET_RULES } from './audit-budgets.ts'

const HELD_OF = (account: string): string =>
  `overlay(${account}::text placing '8' from 15 for 1)::uuid`

/** Both sides of every entry, as far as they belong to a chain: those of user and held accounts. */
const LINKS = `
  links as (
    select e.id, a.id as account, l.seq, l.change, l.balance_after
    from entry e
    cross join lateral (values
      (e.debit_account, e.debit_seq, -e.amount_msat, e.debit_balance_after),
      (e.credit_account, e.credit_seq, e.amount_msat, e.credit_balance_after)
    ) l (account, seq, change, balance_after)
    join account a on a.id = l.account
    where a.kind <> 'house')`

/** Each payment with the sums of its entries. */
const PAID = `
  paid as (
    select p.*, p.amount_msat + p.max_fee_msat + p.surcharge_msat as hold,
      coalesce(e.times, 0) as times, coalesce(e.held, 0) as held, coalesce(e.ends, 0) as ends,
      coalesce(e.settle, 0) as settle, coalesce(e.surcharge, 0) as surcharge, coalesce(e.change, 0) as change,
      coalesce(e.release, 0) as release, coalesce(e.loss, 0) as loss
    from payment p left join (
      select subject, count(*) filter (where kind = 'hold') as times,
        count(*) filter (where kind in ('settle', 'release')) as ends,
        sum(amount_msat) filter (where kind = 'hold') as held,
        sum(amount_msat) filter (where kind = 'settle') as settle,
        sum(amount_msat) filter (where kind = 'surcharge') as surcharge,
        sum(amount_msat) filter (where kind = 'change') as change,
        sum(amount_msat) filter (where kind = 'release') as release,
        sum(amount_msat) filter (where kind = 'loss') as loss
      from entry where kind in ('hold', 'settle', 'surcharge', 'change', 'release', 'loss') group by subject
    ) e on e.subject = p.id)`

export const AUDIT_RULES = {
  'every entry moves between accounts that there are': `
    select e.id::text as subject, 'no such account' as detail from entry e
    where not exists (select from account where id = e.debit_account)
      or not exists (select from account where id = e.credit_account)`,

  'house accounts have no chain': `
    select e.id::text as subject, 'a house account with a seq' as detail from entry e
    join account d on d.id = e.debit_account join account c on c.id = e.credit_account
    where (d.kind = 'house' and e.debit_seq is not null) or (c.kind = 'house' and e.credit_seq is not null)`,

  'every account is a gap-free chain and its balances follow': `
    with ${LINKS}, walk as (
      select *, row_number() over w as place, sum(change) over w as running
      from links window w as (partition by account order by seq rows unbounded preceding))
    select account::text as subject, format('entry %s: seq %s at place %s, balance %s where %s follows',
      id, seq, place, balance_after, running) as detail
    from walk where seq is distinct from place or balance_after is distinct from running`,

  'the balance that is kept is the last one and the sum': `
    with ${LINKS}, summed as (
      select account, sum(change) as balance, count(*) as seq from links group by account)
    select a.id::text as subject, format('kept %s at seq %s, summed %s of %s entries',
      a.balance_msat, a.seq, coalesce(s.balance, 0), coalesce(s.seq, 0)) as detail
    from account a left join summed s on s.account = a.id
    where a.kind <> 'house'
      and (a.balance_msat is distinct from coalesce(s.balance, 0) or a.seq is distinct from coalesce(s.seq, 0))`,

  'no balance was ever below zero': `
    with ${LINKS}
    select account::text as subject, format('%s after entry %s', balance_after, id) as detail
    from links where balance_after < 0`,

  'every user has an account for holds, and the other way round': `
    select a.id::text as subject, 'its other half is missing' as detail from account a
    where a.kind <> 'house' and not exists (select from account o where o.kind <> 'house' and o.kind <> a.kind
      and o.id = case a.kind when 'user' then ${HELD_OF('a.id')}
        else overlay(a.id::text placing '7' from 15 for 1)::uuid end)`,

  'every hold belongs to one payment, from its account': `
    select e.id::text as subject, 'a hold without its payment' as detail
    from entry e left join payment p on p.id = e.subject
    where e.kind = 'hold' and (p.id is null or e.debit_account <> p.account
      or e.credit_account <> ${HELD_OF('p.account')})`,

  'every payment has one hold of amount, fee ceiling and surcharge': `
    with ${PAID} select id::text as subject, format('%s holds of %s, not one of %s', times, held, hold) as detail
    from paid where times <> 1 or held <> hold`,

  'an unfinished payment has its hold still': `
    with ${PAID} select id::text as subject, format('%s, but its hold has ended', state) as detail
    from paid where state in ('held', 'sent') and settle + surcharge + change + release + loss > 0`,

  'what ends a hold sums to it': `
    with ${PAID} select id::text as subject, format('%s: hold %s, settle %s, surcharge %s, change %s, release %s',
      state, held, settle, surcharge, change, release) as detail
    from paid where (state = 'settled' and (ends <> 1 or release > 0 or settle + surcharge + change <> held))
      or (state = 'released' and (ends <> 1 or settle + surcharge + change > 0 or release <> held))`,

  'what ends a hold comes from it and goes where it should': `
    select e.id::text as subject, format('a %s off its way', e.kind) as detail
    from entry e left join payment p on p.id = e.subject
    where e.kind in ('settle', 'surcharge', 'change', 'release') and (p.id is null
      or e.debit_account <> ${HELD_OF('p.account')}
      or (e.kind in ('change', 'release')) <> (e.credit_account = p.account))`,

  'what is booked as sent is what the node sent': `
    with ${PAID} select id::text as subject, format('sent %s, booked %s and %s as loss',
      amount_sent_msat, settle, loss) as detail
    from paid where state = 'settled' and amount_sent_msat is distinct from settle + loss`,

  'no fee is above the ceiling that was shown': `
    with ${PAID} select id::text as subject, format('%s taken, %s at most agreed', settle + surcharge, hold) as detail
    from paid where settle > amount_msat + max_fee_msat or surcharge > surcharge_msat`,

  'every settled payment has the preimage of its hash': `
    select id::text as subject, 'the preimage does not hash to the payment hash' as detail from payment
    where state = 'settled' and (preimage is null or preimage !~ '^[0-9a-f]{64}$'
      or sha256(decode(case when preimage ~ '^[0-9a-f]{64}$' then preimage else '' end, 'hex'))
        <> decode(payment_hash, 'hex'))`,

  'one live or settled payment per hash': `
    select payment_hash as subject, format('%s payments', count(*)) as detail from payment
    where state in ('held', 'sent', 'settled') group by payment_hash having count(*) > 1`,

  'a deposit is settled when it was credited, once and to its account': `
    select d.id::text as subject, format('%s, received %s, %s credits of %s',
      d.state, d.received_msat, coalesce(e.count, 0), e.sum) as detail
    from deposit d left join (
      select subject, count(*), sum(amount_msat), count(distinct credit_account) as accounts,
        min(credit_account::text)::uuid as credit_account from entry
      where kind = 'deposit' group by subject) e on e.subject = d.id
    where (d.state = 'settled') <> (e.count is not null)
      or (e.count > 1 and d.method = 'lightning') or e.sum <> d.received_msat
      or e.accounts > 1 or e.credit_account <> d.account`,

  'what a source said was paid is credited once, and what is gone since is the loss of the house': `
    select coalesce(p.id, e.id)::text as subject, format('%s: %s credited, %s lost',
      p.state, e.amount_msat, l.sum) as detail
    from deposit_payment p full join (
      select e.* from entry e join deposit d on d.id = e.subject
      where e.kind = 'deposit' and d.method <> 'lightning') e on e.id = p.id
    left join lateral (select coalesce(sum(case debit_account when '${HOUSE.losses}' then amount_msat
        else -amount_msat end), 0) as sum
      from entry where kind = 'loss' and subject = p.id) l on true
    where p.id is null or (p.state in ('credited', 'lost')) <> (e.id is not null)
      or (e.id is not null and (e.amount_msat <> p.amount_msat or e.subject <> p.deposit
        or e.debit_account is distinct from p.asset))
      or l.sum <> case p.state when 'lost' then p.amount_msat else 0 end`,

  'every credit belongs to a deposit': `
    select e.id::text as subject, 'a credit without a deposit' as detail from entry e
    where e.kind = 'deposit' and not exists (select from deposit where id = e.subject)`,

  'what the node received is credited, or lies in suspense': `
    select r.id::text as subject, format('%s: %s received, %s booked, %s given out of suspense',
      r.state, r.amount_msat, e.sum, given.sum) as detail
    from receipt r left join lateral (
      select sum(amount_msat) from entry where (r.state = 'credited' and kind = 'deposit' and subject = r.deposit)
        or (r.state in ('suspense', 'assigned') and kind = 'suspense' and subject = r.id
          and debit_account = '${HOUSE.lightning}')) e on true
    left join lateral (select coalesce(sum(amount_msat), 0) as sum from entry
      where kind = 'suspense' and subject = r.id and debit_account = '${HOUSE.suspense}') given on true
    where r.state <> 'foreign' and r.amount_msat > 0 and (e.sum is distinct from r.amount_msat
      or given.sum <> case r.state when 'assigned' then r.amount_msat else 0 end)`,

  'an adjustment moves what was approved, once': `
    select a.id::text as subject, format('%s: %s, %s entries of %s', a.state, a.amount_msat, e.count, e.sum) as detail
    from adjustment a cross join lateral (
      select count(*), coalesce(sum(case debit_account when '${HOUSE.losses}' then amount_msat
        else -amount_msat end), 0) as sum
      from entry where kind = 'adjust' and subject = a.id and '${HOUSE.losses}' in (debit_account, credit_account)
        and a.account in (debit_account, credit_account)) e
    where e.count <> case a.state when 'approved' then 1 else 0 end
      or e.sum <> case a.state when 'approved' then a.amount_msat else 0 end
    union all
    select e.id::text, 'the house gave or took without an adjustment' from entry e
    where e.kind = 'adjust' and '${HOUSE.losses}' in (debit_account, credit_account)
      and not exists (select from adjustment where id = e.subject)`,

  'a purchase is given back to its buyer, and no more of it than was paid': `
    select coalesce(r.id, e.subject)::text as subject, format('%s given back, %s noted, %s paid',
      e.sum, r.refunded_msat, p.paid) as detail
    from refund r full join (
      select subject, sum(amount_msat), min(credit_account::text) as to_first, max(credit_account::text) as to_last,
        bool_and(debit_account = '${HOUSE.losses}') as by_house
      from entry where kind = 'refund' group by subject) e on e.subject = r.id
    left join purchase b on b.id = coalesce(r.id, e.subject)
    left join lateral (select coalesce(sum(amount_msat), 0) as paid from entry
      where subject = b.payment and kind in ('settle', 'surcharge')) p on true
    where r.refunded_msat is distinct from e.sum or e.sum > p.paid or not e.by_house
      or e.to_first <> b.account::text or e.to_last <> b.account::text or b.id is null`,

  'every settled deposit over our node has one receipt': `
    select d.id::text as subject, format('%s receipts', count(r.id)) as detail
    from deposit d left join receipt r on r.deposit = d.id and r.state = 'credited'
    where d.state = 'settled' and d.method = 'lightning' group by d.id having count(r.id) <> 1`,

  'the cursor stands at the last receipt': `
    select c.node_id as subject, format('cursor %s, last receipt %s', c.pay_index, max(r.pay_index)) as detail
    from deposit_cursor c join receipt r on r.node_id = c.node_id
    group by c.node_id, c.pay_index having c.pay_index <> max(r.pay_index)`,

  'a transfer moved its amount once, and came to one end': `
    select t.id::text as subject, format('%s of %s: %s moved %s, %s ends of %s',
      t.state, t.amount_msat, e.moves, e.moved, e.ends, e.ended) as detail
    from transfer t join (
      select t.id, count(*) filter (where kind = 'transfer') as moves, count(*) filter (where kind <> 'transfer') as ends,
        coalesce(sum(e.amount_msat) filter (where kind = 'transfer'), 0) as moved,
        coalesce(sum(e.amount_msat) filter (where kind <> 'transfer'), 0) as ended,
        count(*) filter (where kind = 'transfer' and credit_account = t.to_account) as direct,
        count(*) filter (where kind = 'return' and credit_account = t.from_account) as returns,
        count(*) filter (where kind = 'claim' and credit_account = t.to_account) as claims
      from transfer t left join entry e on e.subject = t.id and e.kind in ('transfer', 'claim', 'return')
      group by t.id) e on e.id = t.id
    where not case t.state
      when 'refused' then e.moves = 0 and e.ends = 0
      when 'claimable' then e.moves = 1 and e.moved = t.amount_msat and e.ends = 0
      when 'returned' then e.moves = 1 and e.ends = 1 and e.returns = 1 and e.moved = t.amount_msat
        and e.ended = t.amount_msat
      else e.moves = 1 and e.moved = t.amount_msat
        and ((e.direct = 1 and e.ends = 0) or (e.claims = 1 and e.ends = 1 and e.ended = t.amount_msat)) end`,

  'one effect per idempotency key': `
    select resource::text as subject, format('%s keys', count(*)) as detail
    from idempotency group by resource having count(*) > 1`,

  ...BUDGET_RULES
} as const satisfies Readonly<Record<string, string>>
