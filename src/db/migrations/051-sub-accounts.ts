// Adds an owner's description to sub-accounts: an external id and metadata; and their closing.
import { Migration } from '@mikro-orm/migrations'

export class SubAccounts extends Migration {
  override up(): void {
    this.addSql(`
      alter table account
        add column external_id text,
        add column metadata jsonb,
        add column closed_at timestamptz`)
    this.addSql(`
      create unique index account_external on account (parent, external_id)
      where external_id is not null`)
    // Money that arrives after the closing goes to the owner.
    this.addSql(`
      create index account_closed on account (id) where closed_at is not null and balance_msat > 0`)
    // Creating an index counts the house's nine rows; plans based on that would be kept for
    // millions.
    this.addSql(`
      do $$ begin
        perform pg_clear_relation_stats(current_schema, 'account');
      exception when undefined_function then null;
      end $$`)
  }
}
