// Creates the outbox: notifications still to be sent, written with their causes.
import { Migration } from '@mikro-orm/migrations'

export class Notify extends Migration {
  override up(): void {
    // A row lives until it is sent; only accounts with somebody to notify have rows here.
    this.addSql(`
      create table outbox (
        id uuid primary key,
        account uuid not null,
        type text not null check (type in ('deposit.settled', 'payment.succeeded', 'payment.failed',
          'purchase.paid', 'purchase.delivered', 'purchase.failed', 'transfer.received',
          'transfer.returned')),
        -- The deposit, payment, purchase or transfer.
        subject uuid not null,
        created_at timestamptz not null default now(),
        -- Whoever tells it has until then (the database's time); another takes it up after that.
        leased_until timestamptz not null default '-infinity'
      ) with (fillfactor = 70)`)
    this.addSql(`create index outbox_due on outbox (leased_until, id)`)
  }
}
