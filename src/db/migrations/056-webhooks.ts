// Creates webhooks and their deliveries.
import { Migration } from '@mikro-orm/migrations'

export class Webhooks extends Migration {
  override up(): void {
    this.addSql(`
      create table webhook (
        id uuid primary key,
        account uuid not null references account,
        url text not null,
        -- null: all.
        events text[],
        secret text not null,
        -- Signed with as well, for a while after a rotation.
        old_secret text,
        old_until timestamptz,
        -- The first failure since the last success.
        failing_since timestamptz,
        disabled_at timestamptz,
        disabled_because text,
        created_at timestamptz not null default now(),
        check ((disabled_at is null) = (disabled_because is null))
      )`)
    this.addSql(`create index webhook_account on webhook (account, id)`)
    this.addSql(`
      create table webhook_delivery (
        webhook uuid not null references webhook on delete cascade,
        event uuid not null,
        state text not null check (state in ('pending', 'delivered', 'failed')),
        tries int not null default 0,
        -- Since when it is tried: of a replay, the replay.
        since timestamptz not null,
        due_at timestamptz not null,
        -- Whoever sends it has until then (the database's time); another takes it up after that.
        leased_until timestamptz not null default '-infinity',
        response_status int,
        error text,
        created_at timestamptz not null,
        delivered_at timestamptz,
        primary key (webhook, event)
      ) with (fillfactor = 70)`)
    this.addSql(`create index webhook_delivery_due on webhook_delivery (webhook, due_at)
      where state = 'pending'`)
    this.addSql(`create index webhook_delivery_event on webhook_delivery (event)`)
    // Keys with all scopes so far get this one as well.
    this.addSql(`
      update api_key set scopes = scopes || array['webhooks:write']
      where scopes @> array['account:read', 'deposits:write', 'payments:write', 'transfers:write',
        'purchases:write', 'accounts:write', 'keys:write']
        and not scopes @> array['webhooks:write']`)
  }
}
