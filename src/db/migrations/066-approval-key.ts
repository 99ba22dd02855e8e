// Which key asked for what waits for its owner: with the key it ends. Rows of before have none.
import { Migration } from '@mikro-orm/migrations'

export class ApprovalKey extends Migration {
  override up(): void {
    this.addSql(`alter table approval add column key uuid`)
  }
}
