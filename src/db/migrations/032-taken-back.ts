// Marks gifts whose giver pressed "take it back".
import { Migration } from '@mikro-orm/migrations'

export class TakenBack extends Migration {
  override up(): void {
    this.addSql(`alter table telegram_shown add column taken_back boolean not null default false`)
  }
}
