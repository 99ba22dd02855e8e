// Events get their position where they are written, instead of by a second write soon after.
import { Migration } from '@mikro-orm/migrations'

export class EventsInOrder extends Migration {
  override up(): void {
    // Up to which events webhooks have something to send.
    this.addSql(`
      create table webhook_cursor (
        one boolean primary key default true check (one),
        position bigint not null
      )`)
    this.addSql(`insert into event_cursor (position) values (0) on conflict (one) do nothing`)
    this.addSql(`insert into webhook_cursor (position) select position from event_cursor`)
    this.addSql(`
      with due as (
        select id, row_number() over (order by created_at, sequence, id) as n from event
        where position is null and type <> 'webhook.test'),
      turn as (
        update event_cursor set position = position + (select count(*) from due)
        returning position - (select count(*) from due) as last)
      update event e set position = turn.last + due.n from due, turn where e.id = due.id`)
    this.addSql(`drop index event_new`)
    this.addSql(`
      alter table event add check (position is not null or type = 'webhook.test')`)
    // The next one; no other transaction gets one until this has ended.
    this.addSql(`
      create function event_position() returns bigint language sql volatile as
      $$ update event_cursor set position = position + 1 where one returning position $$`)
  }
}
