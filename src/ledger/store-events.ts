// Stores the events of a change together with the change: for the people to notify, and for
// listeners.

/**
 * The rest of a statement that begins with a CTE `news (id, account, owner, type, subject)`, the
 * last of its transaction: from the first position that it gives until the commit, no other
 * transaction gets one, so a position that can be seen has none below it that comes later. `owner`
 * is the account whose stream it is in, or null where that is not known. Nothing is stored for an
 * account without listeners. A purchase is paid first and delivered later; only a deposit is
 * settled several times, each under the lock of its row. Accounts are looked up by the index, also
 * where the plan was made while the tables were empty.
 */
export const STORE_EVENTS = `
  told as (
    insert into outbox (id, account, type, subject)
    select n.id, n.account, n.type, n.subject from news n
    where (select count(*) from identity where account = n.account) > 0),
  heard as (
    select n.*, row_number() over () as place from (
      select w.id, w.account, w.type, w.subject, coalesce(
        w.owner, (select parent from account where id = w.account), w.account) as owner
      from news w) n
    where (select count(*) from event_listener where account in (n.account, n.owner)) > 0),
  turn as (
    insert into event_cursor as c (position)
    select count(*) from heard having count(*) > 0
    on conflict (one) do update set position = c.position + excluded.position
    returning position - (select count(*) from heard) as last)
  insert into event (id, account, owner, type, subject, sequence, position)
  select h.id, h.account, h.owner, h.type, h.subject,
    case h.type when 'purchase.delivered' then 2 when 'deposit.settled' then 1 + (
      select count(*) from event e where e.subject = h.subject and e.type = 'deposit.settled')
    else 1 end, turn.last + h.place
  from heard h, turn`
