// Creates payments of a BOLT11 from a balance; their states are in safe-payer.md 3.2.
import { Migration } from '@mikro-orm/migrations'

export class Payment extends Migration {
  override up(): void {
    this.addSql(`
      create table payment (
        id uuid primary key,
        account uuid not null references account,
        state text not null check (state in ('held', 'sent', 'settled', 'released')),
        stuck boolean not null default false,
        -- The purchase that it pays for, if it does.
        purchase uuid,
        bolt11 text not null,
        payment_hash text not null check (length(payment_hash) = 64),
        payee text not null,
        description text,
        amount_msat bigint not null check (amount_msat > 0),
        max_fee_msat bigint not null check (max_fee_msat >= 0),
        surcharge_msat bigint not null default 0 check (surcharge_msat >= 0),
        invoice_amountless boolean not null,
        -- Its payee pays out only on delivery and holds until then: it starts among the slow calls.
        holds boolean not null default false,
        invoice_expires_at timestamptz not null,
        comment text,
        node_id text,
        dispatched_at timestamptz,
        retry_for integer,
        slow_mode boolean,
        watermark bigint,
        -- When lightningd was started, by its own host's clock, as seen before the payment was sent.
        node_started_ms bigint,
        replied_at timestamptz,
        -- What the node answered: null and a time is a success; a code decides nothing (safe-payer.md 3.4).
        reply_code integer,
        reply_message text,
        preimage text check (length(preimage) = 64),
        amount_sent_msat bigint check (amount_sent_msat > 0),
        error_code text,
        error_detail text,
        -- Which rule of safe-payer.md 3.3 d ended it, or who.
        ended_by text,
        -- When whoever drives it last said so, by the database's clock; for saving work, never for safety.
        leased_at timestamptz not null default now(),
        created_at timestamptz not null default now(),
        finished_at timestamptz,
        check (state <> 'settled' or (preimage is not null and amount_sent_msat is not null)),
        check (state in ('held', 'released') or dispatched_at is not null)
      ) with (fillfactor = 70)`)
    this.addSql(`
      create unique index payment_one_per_hash on payment (payment_hash)
      where state in ('held', 'sent', 'settled')`)
    this.addSql(`create index payment_account on payment (account, id)`)
    this.addSql(
      `create index payment_unfinished on payment (leased_at) where state in ('held', 'sent')`
    )
    this.addSql(`
      create function refuse_reopening() returns trigger language plpgsql as
      $$ begin
        if old.state in ('settled', 'released') and new.state <> old.state then
          raise exception 'a % payment stays so', old.state;
        end if;
        return new;
      end $$`)
    this.addSql(`
      create trigger payment_end_is_final before update on payment
      for each row execute function refuse_reopening()`)
    this.addSql(`
      create trigger payment_kept before delete on payment
      for each row execute function refuse_change()`)
    // The node that payments and cursors belong to; another one is refused until it is adopted.
    this.addSql(`
      create table node (
        id text primary key,
        network text not null,
        active boolean not null,
        adopted_at timestamptz not null default now()
      )`)
    this.addSql(`create unique index node_one_active on node (active) where active`)
  }
}
