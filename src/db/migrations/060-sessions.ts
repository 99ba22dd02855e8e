// Creates sessions of people signed in on the pages, and the amount above which they sign in again.
import { Migration } from '@mikro-orm/migrations'

export class Sessions extends Migration {
  override up(): void {
    this.addSql(`
      create table session (
        id uuid primary key,
        -- Digests only: whoever reads the table cannot use a session.
        token bytea not null unique,
        -- Of before the last change, for requests that were under way.
        former bytea unique,
        former_until timestamptz,
        -- Who signed in by Telegram sees the account that is theirs now (identity).
        external_id text,
        account uuid references account,
        key uuid references api_key,
        way text not null check (way in ('key', 'link', 'telegram', 'app')),
        agent text not null,
        -- When they last showed who they are, not only that they have the session.
        proved_at timestamptz not null default now(),
        renewed_at timestamptz not null default now(),
        seen_at timestamptz not null default now(),
        created_at timestamptz not null default now(),
        expires_at timestamptz not null,
        check ((way = 'key') = (key is not null)),
        check ((key is null) = (external_id is not null)),
        check ((key is null) = (account is null))
      )`)
    this.addSql(`create index session_account on session (account)`)
    this.addSql(`create index session_person on session (external_id)`)
    // A sign-in link from the bot, valid once; and proofs that were used and are not valid again.
    this.addSql(`
      create table sign_in (
        digest bytea primary key,
        external_id text,
        expires_at timestamptz not null
      )`)
    this.addSql(`
      create table session_limit (
        account uuid primary key references account,
        ask_above_msat bigint not null check (ask_above_msat >= 0)
      )`)
    // A delivered secret is shown on a page once.
    this.addSql(`
      create table shown_secret (
        purchase uuid primary key references purchase,
        shown_at timestamptz not null default now()
      )`)
    this.addSql(`create index purchase_quote on purchase (quote) where quote is not null`)
  }
}
