// Adds callers' metadata to what they create.
import { Migration } from '@mikro-orm/migrations'

export class Metadata extends Migration {
  override up(): void {
    for (const table of ['payment', 'deposit', 'purchase', 'transfer']) {
      this.addSql(`alter table ${table} add column metadata jsonb`)
    }
  }
}
