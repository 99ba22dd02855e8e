// Creates the event log for listeners: webhooks, and streams that resume later.
import { Migration } from '@mikro-orm/migrations'

export class Events extends Migration {
  override up(): void {
    // Accounts with listeners, which also get the events of their sub-accounts.
    this.addSql(`
      create table event_listener (
        account uuid primary key references account,
        seen_at timestamptz not null default now()
      )`)
    this.addSql(`alter table account add column heard_below boolean not null default false`)
    // The owner's row first: a sub-account opened meanwhile waits for it, or is seen here.
    this.addSql(`
      create function account_is_listened_to() returns trigger language plpgsql as
      $$ begin
        update account set heard = true, heard_below = true where id = new.account;
        update account set heard = true where parent = new.account and kind = 'user' and not heard;
        return null;
      end $$`)
    this.addSql(`
      create trigger listener_is_heard after insert on event_listener
      for each row execute function account_is_listened_to()`)
    this.addSql(`
      create table event (
        id uuid primary key,
        account uuid not null,
        -- The parent of the account, or itself: in whose stream it is as well.
        owner uuid not null,
        type text not null check (type in ('deposit.settled', 'payment.succeeded', 'payment.failed',
          'purchase.paid', 'purchase.delivered', 'purchase.failed', 'transfer.received',
          'transfer.returned', 'webhook.disabled', 'webhook.test')),
        subject uuid not null,
        -- Of the events of this subject.
        sequence int not null,
        created_at timestamptz not null default now(),
        -- Of all events, in the order in which they are told; given soon after they were written.
        position bigint unique
      )`)
    this.addSql(`create index event_owner on event (owner, position)`)
    this.addSql(`create index event_new on event (created_at, sequence, id)
      where position is null and type <> 'webhook.test'`)
    this.addSql(`create index event_counted on event (subject)
      where type in ('deposit.settled', 'webhook.disabled')`)
    // A single row: whoever moves it is alone in assigning positions until it has committed.
    this.addSql(`
      create table event_cursor (
        one boolean primary key default true check (one),
        position bigint not null
      )`)
  }
}
