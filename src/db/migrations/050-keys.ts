// Adds limits to keys: budgets counted by the ledger, ceilings, IP addresses and expiry.
import { Migration } from '@mikro-orm/migrations'

export class Keys extends Migration {
  override up(): void {
    this.addSql(`
      alter table api_key
        add column max_payment_msat bigint check (max_payment_msat > 0),
        add column lapps text[],
        add column ip_allow text[],
        add column expires_at timestamptz,
        add column approval boolean not null default false,
        -- Its own, and those of the keys that it was made by: each counts what goes out.
        add column budgets uuid[] not null default '{}',
        add column last_used_at timestamptz,
        add column rotated_at timestamptz`)
    this.addSql(`create index api_key_rotated on api_key (rotated_at) where rotated_at is not null`)
    // After a rotation the former secret works for a while.
    this.addSql(`
      create table former_secret (
        digest bytea primary key,
        key uuid not null references api_key,
        until timestamptz not null
      )`)
    this.addSql(`create index former_secret_key on former_secret (key)`)
    // Its id is the key's. Written by the committer, together with what it counts.
    this.addSql(`
      create table budget (
        id uuid primary key,
        amount_msat bigint not null check (amount_msat > 0),
        period text not null check (period in ('day', 'week', 'month', 'total')),
        used_msat bigint not null default 0 check (used_msat >= 0 and used_msat <= amount_msat),
        -- When the period began that used_msat is of.
        since timestamptz not null default '-infinity'
      ) with (fillfactor = 50)`)
    this.addSql(`
      create function period_start(period text) returns timestamptz language sql stable as
      $$ select case period when 'total' then '-infinity'::timestamptz
        else date_trunc(period, now(), 'UTC') end $$`)
    // What a budget has counted for a payment or transfer, so that it can be given back.
    this.addSql(`
      create table spending (
        subject uuid not null,
        budget uuid not null references budget,
        since timestamptz not null,
        amount_msat bigint not null check (amount_msat >= 0),
        primary key (subject, budget)
      )`)
    this.addSql(`create index spending_budget on spending (budget, since)`)
    this.addSql(`alter table payment add column budgeted boolean not null default false`)
    this.addSql(`alter table transfer add column budgeted boolean not null default false`)
  }
}
