// Assigns positions to events as they are written, instead of by a second write soon after.
import { Migration } from '@mikro-orm/migrations'

export class EventsInOrder extends Migration {
  override up(): void {
    // The position up to which webhooks have their deliveries.
    this.addSql(`
      create table webhook_cursor (
        one boolean primary key default true check (one),
        position bigint not null
      )`)
    this.addSql(`
      insert into webhook_cursor (position)
      select coalesce((select position from event_cursor where one), 0)`)
    // The next one; no other transaction gets one until this has ended.
    this.addSql(`
      create function event_position() returns bigint language sql volatile as
      $$ insert into event_cursor as c (position) values (1)
        on conflict (one) do update set position = c.position + 1 returning position $$`)
    this.addSql(`
      do $$ declare next uuid; begin
        for next in select id from event where position is null and type <> 'webhook.test'
          order by created_at, sequence, id
        loop
          update event set position = event_position() where id = next;
        end loop;
      end $$`)
    this.addSql(`drop index event_new`)
    this.addSql(`
      alter table event add check (position is not null or type = 'webhook.test')`)
    // Those that were heard already are waited for as well: whoever listens from now on is told of
    // all that is committed after this, and of a batch that was under way before, nothing is kept.
    this.addSql(`
      create or replace function account_is_listened_to() returns trigger language plpgsql as
      $$ begin
        perform from account where id = new.account or (parent = new.account and kind = 'user')
          order by id for no key update;
        update account set heard = true, heard_below = true where id = new.account;
        update account set heard = true where parent = new.account and kind = 'user' and not heard;
        return null;
      end $$`)
  }
}
