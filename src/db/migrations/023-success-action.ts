// What an LNURL service wants shown once it is paid (LUD-09, LUD-10).
import { Migration } from '@mikro-orm/migrations'

export class SuccessAction extends Migration {
  override up(): void {
    // As the service sent it: what is encrypted is read with the preimage, whenever it is shown.
    this.addSql(`alter table payment add column success_action jsonb`)
  }
}
