// Finds without reading a whole table or list what is asked for all the time: receipts without an
// owner (at every look at the solvency), and what has a certain payment hash (by whoever waits for
// an invoice of an account that has many).
import { Migration } from '@mikro-orm/migrations'

export class FoundWithoutReadingAll extends Migration {
  override up(): void {
    this.addSql(
      `create index if not exists receipt_suspense on receipt (id) where state = 'suspense'`
    )
    this.addSql(`
      create index if not exists deposit_hash on deposit (payment_hash) where payment_hash is not null`)
    // The other states have payment_one_per_hash.
    this.addSql(`
      create index if not exists payment_released on payment (payment_hash) where state = 'released'`)
  }
}
