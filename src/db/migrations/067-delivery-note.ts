// Adds a LApp's message about a delivery that is still to come.
import { Migration } from '@mikro-orm/migrations'

export class DeliveryNote extends Migration {
  override up(): void {
    this.addSql(`alter table purchase add column delivery_note text`)
  }
}
