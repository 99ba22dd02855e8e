// Leaves transfers out of the index on an entry's subject: nobody looks them up by it, and they are
// the most numerous.
import { Migration } from '@mikro-orm/migrations'

export class Subject extends Migration {
  override up(): void {
    this.addSql(`drop index entry_subject`)
    this.addSql(`create index entry_subject on entry (subject) where kind <> 'transfer'`)
  }
}
