// Records the owner of payments in flight at the node: each row has the root of its owner's
// accounts, so that turns are counted by owner, over all gateways and restarts (safe-payer.md 3.7).
import { Migration } from '@mikro-orm/migrations'

export class InFlight extends Migration {
  override up(): void {
    // Goes up through parents, and from a Telegram person's account to the one it was linked with.
    // A person may be linked with a sub-account of their own account: then the path is a cycle, and
    // the account without a parent is the root, wherever one starts.
    this.addSql(`
      create function root_of(account uuid) returns uuid language plpgsql stable as
      $$ declare
        at uuid := account;
        up uuid;
        seen uuid[] := '{}';
      begin
        loop
          seen := seen || at;
          select a.parent into up from account a where a.id = at;
          if up is null then
            select l.account into up from link l where l.own = at and l.state = 'joined'
            order by l.account limit 1;
            if up is null then return at; end if;
            if up = any(seen) then
              return (select min(a.id::text)::uuid from account a
                where a.id = any(seen[array_position(seen, up):]) and a.parent is null);
            end if;
          elsif up = any(seen) then
            return (select min(a.id::text)::uuid from account a
              where a.id = any(seen[array_position(seen, up):]) and a.parent is null);
          end if;
          at := up;
        end loop;
      end $$`)
    this.addSql(`alter table payment add column root uuid`)
    this.addSql(`update payment set root = root_of(account)`)
    this.addSql(`alter table payment alter column root set not null`)
    this.addSql(`
      create function payment_has_root() returns trigger language plpgsql as
      $$ begin
        new.root := root_of(new.account);
        return new;
      end $$`)
    this.addSql(`
      create trigger payment_root before insert on payment
      for each row execute function payment_has_root()`)
    // After a link or its end, payments in flight follow. Locked by id, as the committer does.
    this.addSql(`
      create function payments_follow_link() returns trigger language plpgsql as
      $$ begin
        if old.state = new.state or 'joined' not in (old.state, new.state) then return null; end if;
        with moved as (select id from payment where state in ('held', 'sent')
          and root <> root_of(account) order by id for no key update)
        update payment p set root = root_of(p.account) from moved where p.id = moved.id;
        return null;
      end $$`)
    this.addSql(`
      create trigger link_moves_root after update on link
      for each row execute function payments_follow_link()`)
    this.addSql(`
      create index payment_in_flight on payment (state, root) where state in ('held', 'sent')`)
    // Payments of an owner that settled promptly: its allowance grows with them.
    this.addSql(`
      create index payment_prompt on payment (root) where state = 'settled'
        and finished_at - dispatched_at < interval '15 seconds'`)
  }
}
