// Records when each alarm was last sent to the operator's chat, over all gateways.
import { Migration } from '@mikro-orm/migrations'

export class Alarms extends Migration {
  override up(): void {
    this.addSql(`create table alarm_told (name text primary key, told_at timestamptz not null)`)
  }
}
