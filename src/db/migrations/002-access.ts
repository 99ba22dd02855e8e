// Creates API keys, and the identities of people behind accounts.
import { Migration } from '@mikro-orm/migrations'

export class Access extends Migration {
  override up(): void {
    // Only a digest of the key's secret is kept; 256 random bits need no slow hash.
    this.addSql(`
      create table api_key (
        id uuid primary key,
        account uuid not null references account,
        name text not null,
        prefix text not null,
        digest bytea not null unique,
        scopes text[] not null,
        created_at timestamptz not null default now(),
        revoked_at timestamptz
      )`)
    this.addSql(`create index api_key_account on api_key (account, id)`)
    this.addSql(`create index api_key_revoked on api_key (revoked_at) where revoked_at is not null`)
    this.addSql(`
      create table identity (
        kind text not null check (kind in ('telegram')),
        external_id text not null,
        account uuid not null references account,
        created_at timestamptz not null default now(),
        primary key (kind, external_id)
      )`)
    this.addSql(`create index identity_account on identity (account)`)
  }
}
