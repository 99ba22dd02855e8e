// Creates purchases from LApps, and quotes.
import { Migration } from '@mikro-orm/migrations'

export class Purchase extends Migration {
  override up(): void {
    // The state of its money is the payment's; a purchase only records whether the LApp was asked,
    // refused, or got an order.
    this.addSql(`
      create table purchase (
        id uuid primary key,
        account uuid not null references account,
        lapp text not null,
        lapp_version text not null,
        state text not null check (state in ('asking', 'refused', 'ordered')),
        -- What the LApp knows the order by, the same however often it is asked.
        order_key text not null,
        input jsonb not null,
        max_total_msat bigint check (max_total_msat >= 0),
        quote uuid,
        payment uuid references payment,
        reference text,
        refusal_code text,
        refusal_detail text,
        delivery text not null check (delivery in ('none', 'waiting', 'ready', 'failed')),
        output jsonb,
        delivery_reason text,
        -- When whoever asks the LApp began to; one who died is taken over from after a while (database time).
        asked_at timestamptz not null,
        deliver_at timestamptz,
        delivery_tries integer not null default 0,
        created_at timestamptz not null default now(),
        delivered_at timestamptz,
        check ((state = 'ordered') = (payment is not null))
      ) with (fillfactor = 70)`)
    this.addSql(`create index purchase_account on purchase (account, id)`)
    this.addSql(`
      create index purchase_to_deliver on purchase (deliver_at)
      where state = 'ordered' and delivery = 'waiting'`)
    this.addSql(`create unique index purchase_payment on purchase (payment)`)
    this.addSql(`
      create table quote (
        id uuid primary key,
        account uuid not null references account,
        lapp text not null,
        input jsonb not null,
        amount_msat bigint not null,
        surcharge_msat bigint not null,
        max_fee_msat bigint not null,
        -- The invoice that it pins, where the LApp has no quote of its own.
        bolt11 text,
        reference text,
        note text,
        expires_at timestamptz not null,
        created_at timestamptz not null default now()
      )`)
  }
}
