// What is written for every transfer of a key with a budget, and for every event, costs less.
import { Migration } from '@mikro-orm/migrations'

export class LighterEvents extends Migration {
  override up(): void {
    // What has no position yet is found by event_new alone, and so is written to fewer indexes.
    this.addSql(`alter table event drop constraint event_position_key`)
    this.addSql(`
      create unique index event_position on event (position) where position is not null`)
    this.addSql(`drop index event_owner`)
    this.addSql(`
      create index event_owner on event (owner, position) where position is not null`)
    // Its budget is locked when it is written; the audit looks for one without. Half of its cost.
    this.addSql(`alter table spending drop constraint spending_budget_fkey`)
    // Only the audit summed by it.
    this.addSql(`drop index spending_budget`)
  }
}
