// Creates orders of callers without an account, and the proofs that pay for them.
import { Migration } from '@mikro-orm/migrations'

export class Paid extends Migration {
  override up(): void {
    // The single account through which they buy.
    this.addSql(`
      create table paid_till (
        one boolean primary key default true check (one),
        account uuid not null references account
      )`)
    this.addSql(`
      create table paid_order (
        id uuid primary key,
        -- A digest of the token: with the preimage it is the proof.
        token bytea unique,
        lapp text not null,
        input jsonb not null,
        -- Of the LApp and the input: what the proof is good for.
        fingerprint uuid not null,
        address text not null,
        quote uuid,
        quote_until timestamptz,
        deposit uuid,
        payment_hash text,
        bolt11 text,
        amount_msat bigint check (amount_msat > 0),
        purchase uuid,
        expires_at timestamptz not null,
        created_at timestamptz not null default now()
      )`)
    this.addSql(`create index paid_order_open on paid_order (expires_at) where purchase is null`)
  }
}
