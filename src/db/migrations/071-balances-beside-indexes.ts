// Takes the balance out of the one index that looked at it, so that a transfer's update of an
// account stays on its page (PostgreSQL's heap-only tuples): it cost three times as much.
import { Migration } from '@mikro-orm/migrations'

export class BalancesBesideIndexes extends Migration {
  override up(): void {
    this.addSql(`drop index account_closed`)
    this.addSql(`create index account_closed on account (id) where closed_at is not null`)
    // As in 051: creating an index counts the house's nine rows.
    this.addSql(`
      do $$ begin
        perform pg_clear_relation_stats(current_schema, 'account');
      exception when undefined_function then null;
      end $$`)
  }
}
