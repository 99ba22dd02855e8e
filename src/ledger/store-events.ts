// Stores the events of a change together with the change: for the people to notify, and for
// listeners.

/**
 * The rest of a statement that begins with a CTE `news (id, account, type, subject)`. Nothing is
 * stored for an account without listeners. A purchase is paid first and delivered later; only a
 * deposit is settled several times, each under the lock of its row. Accounts are looked up by the
 * index, also where the plan was made while the tables were empty.
 */
export const STORE_EVENTS = `
  told as (
    insert into outbox (id, account, type, subject)
    select n.id, n.account, n.type, n.subject from news n
    where (select count(*) from identity where account = n.account) > 0)
  insert into event (id, account, owner, type, subject, sequence)
  select n.id, n.account, coalesce(a.parent, n.account), n.type, n.subject,
    case n.type when 'purchase.delivered' then 2 when 'deposit.settled' then 1 + (
      select count(*) from event e where e.subject = n.subject and e.type = 'deposit.settled')
    else 1 end
  from news n cross join lateral (select parent from account where id = n.account limit 1) a
  where exists (select from event_listener l where l.account = n.account or l.account = a.parent)`
