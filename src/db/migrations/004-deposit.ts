// Creates deposits, receipts of what the node received, and the cursor up to which it was read.
import { Migration } from '@mikro-orm/migrations'

export class Deposit extends Migration {
  override up(): void {
    this.addSql(`
      create table deposit (
        id uuid primary key,
        account uuid not null references account,
        state text not null check (state in ('creating', 'pending', 'settled', 'expired')),
        method text not null check (method in ('lightning', 'btcpay', 'charge', 'onchain')),
        amount_msat bigint check (amount_msat > 0),
        received_msat bigint check (received_msat > 0),
        memo text,
        bolt11 text,
        payment_hash text,
        warning text,
        expires_in integer not null,
        expires_at timestamptz,
        created_at timestamptz not null default now(),
        settled_at timestamptz,
        check ((state = 'settled') = (received_msat is not null))
      ) with (fillfactor = 70)`)
    this.addSql(`create index deposit_account on deposit (account, id)`)
    this.addSql(
      `create index deposit_unfinished on deposit (id) where state in ('creating', 'pending')`
    )
    // Every paid invoice of the node, ours or created by others; each is credited at most once.
    this.addSql(`
      create table receipt (
        id uuid primary key,
        node_id text not null,
        pay_index bigint not null,
        payment_hash text not null,
        label text not null,
        amount_msat bigint not null,
        -- ours and credited · ours but nobody's (suspense) · made by others on the same node, not booked
        state text not null check (state in ('credited', 'suspense', 'foreign')),
        deposit uuid,
        paid_at timestamptz not null,
        created_at timestamptz not null default now()
      )`)
    this.addSql(`create unique index receipt_one_per_hash on receipt (node_id, payment_hash)`)
    this.addSql(`create unique index receipt_one_per_index on receipt (node_id, pay_index)`)
    this.addSql(`
      create table deposit_cursor (
        id uuid primary key,
        node_id text not null unique,
        pay_index bigint not null check (pay_index >= 0),
        lease_owner uuid,
        lease_until timestamptz
      )`)
  }
}
