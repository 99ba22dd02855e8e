// Adds the amount refunded to purchases; each refund is an entry of its own, and an operation.
import { Migration } from '@mikro-orm/migrations'

export class Refund extends Migration {
  override up(): void {
    this.addSql(`
      create table refund (
        -- The purchase.
        id uuid primary key references purchase,
        refunded_msat bigint not null check (refunded_msat > 0),
        created_at timestamptz not null default now()
      )`)
  }
}
