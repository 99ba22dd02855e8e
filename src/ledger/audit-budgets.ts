// Invariants of key budgets, as SQL that finds violations (audit-rules.ts).

export const BUDGET_RULES = {
  'a budget has counted what went out by it in its period': `
    select coalesce(b.id, s.budget)::text as subject,
      format('%s used, %s counted', b.used_msat, s.sum) as detail
    from budget b full join
      (select budget, since, sum(amount_msat) as sum from spending group by 1, 2) s
      on s.budget = b.id and s.since = b.since
    where case when b.id is null then not exists (select from budget where id = s.budget)
      else b.used_msat <> coalesce(s.sum, 0) end`,

  'what is counted of a payment or transfer is its hold, and then what it came to': `
    select s.subject::text as subject, format('%s counted, %s', s.amount_msat,
      coalesce(p.state, t.state, 'of nothing')) as detail
    from spending s left join payment p on p.id = s.subject left join transfer t on t.id = s.subject
    left join lateral (select coalesce(sum(amount_msat), 0) as kept from entry
      where subject = p.id and kind in ('settle', 'surcharge')) e on true
    where s.amount_msat is distinct from case
      when p.state in ('held', 'sent') then p.amount_msat + p.max_fee_msat + p.surcharge_msat
      when p.state = 'settled' then e.kept
      when t.state in ('settled', 'claimable') then t.amount_msat
      when 'released' = p.state or t.state = 'returned' then 0 end`,

  'what went out by a key with a budget was counted': `
    select o.id::text as subject, 'no budget has counted it' as detail
    from (select id from payment where budgeted union all select id from transfer where budgeted) o
    where not exists (select from spending where subject = o.id)`
} as const satisfies Readonly<Record<string, string>>
