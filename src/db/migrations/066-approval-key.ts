// Adds the key that made a request for approval, which ends with it. Older rows have none.
import { Migration } from '@mikro-orm/migrations'

export class ApprovalKey extends Migration {
  override up(): void {
    this.addSql(`alter table approval add column key uuid`)
  }
}
