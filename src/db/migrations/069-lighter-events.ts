// Makes cheaper what is written for every transfer of a key with a budget, and for every event.
import { Migration } from '@mikro-orm/migrations'

export class LighterEvents extends Migration {
  override up(): void {
    // Events without a position are found by event_new alone, which saves writes to other indexes.
    this.addSql(`alter table event drop constraint event_position_key`)
    this.addSql(`
      create unique index event_position on event (position) where position is not null`)
    this.addSql(`drop index event_owner`)
    this.addSql(`
      create index event_owner on event (owner, position) where position is not null`)
    // The budget is locked when the row is written, and the audit finds rows without one. Half of
    // the cost.
    this.addSql(`alter table spending drop constraint spending_budget_fkey`)
    // Only the audit used it.
    this.addSql(`drop index spending_budget`)
  }
}
