// Adds the success action of an LNURL payment (LUD-09, LUD-10).
import { Migration } from '@mikro-orm/migrations'

export class SuccessAction extends Migration {
  override up(): void {
    // As the service sent it: encrypted content is decrypted with the preimage whenever it is
    // shown.
    this.addSql(`alter table payment add column success_action jsonb`)
  }
}
