// Nobody looks up the entry of a transfer by it, and
// there are more of those than of all others: the index leaves them out.
import { Migration } from '@mikro-orm/migrations'

export class Subject extends Migration {
  override up(): void {
    this.addSql(`drop index entry_subject`)
    this.addSql(`create index entry_subject on entry (subject) where kind <> 'transfer'`)
  }
}
