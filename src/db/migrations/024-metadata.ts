// What callers note with what they open: their own names for it.
import { Migration } from '@mikro-orm/migrations'

export class Metadata extends Migration {
  override up(): void {
    for (const table of ['payment', 'deposit', 'purchase', 'transfer']) {
      this.addSql(`alter table ${table} add column metadata jsonb`)
    }
  }
}
