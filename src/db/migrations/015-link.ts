// Links people of Telegram with accounts that programs hold keys of; both sides have to agree.
import { Migration } from '@mikro-orm/migrations'

export class Link extends Migration {
  override up(): void {
    this.addSql(`
      create table link (
        id uuid primary key,
        kind text not null check (kind in ('telegram')),
        external_id text not null,
        -- What was theirs alone; once they are joined, all that still comes there goes on.
        own uuid not null references account,
        -- Only a digest of it: whoever knows the code may offer an account.
        code bytea not null unique,
        -- Offered by whoever has a key of it that can do everything.
        account uuid references account,
        state text not null check (state in ('asked', 'offered', 'joined', 'parted')),
        expires_at timestamptz not null,
        changed_at timestamptz not null default now(),
        check ((state = 'asked') = (account is null)),
        check (account <> own)
      )`)
    this.addSql(
      `create unique index link_joined on link (kind, external_id) where state = 'joined'`
    )
    this.addSql(`create index link_own on link (own) where state = 'joined'`)
    this.addSql(`create index link_changed on link (changed_at)`)
  }
}
