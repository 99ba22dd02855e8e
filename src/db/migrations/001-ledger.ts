// Creates accounts, entries and idempotency keys.
import { Migration } from '@mikro-orm/migrations'
import { HOUSE } from '../../core/ids.ts'

export class Ledger extends Migration {
  override up(): void {
    this.addSql(`
      create table account (
        id uuid primary key,
        kind text not null check (kind in ('user', 'held', 'house')),
        name text not null,
        parent uuid references account,
        -- House accounts have neither: their balance is summed, so that no row of theirs is hot.
        balance_msat bigint check (balance_msat >= 0),
        seq bigint check (seq >= 0),
        created_at timestamptz not null default now(),
        check ((kind = 'house') = (balance_msat is null)),
        check ((kind = 'house') = (seq is null))
      ) with (fillfactor = 50)`)
    this.addSql(`create index account_parent on account (parent, id) where kind = 'user'`)
    this.addSql(`
      create table entry (
        id uuid primary key,
        -- No foreign keys: the committer has both accounts under its lock, accounts are never deleted, and the
        -- checks would cost a third of its throughput. The audit looks for what they would have refused.
        debit_account uuid not null,
        credit_account uuid not null,
        amount_msat bigint not null check (amount_msat > 0),
        kind text not null check (kind in ('deposit', 'suspense', 'hold', 'settle', 'surcharge', 'change',
          'release', 'loss', 'transfer', 'claim', 'return', 'refund', 'adjust')),
        subject uuid not null,
        debit_seq bigint,
        credit_seq bigint,
        debit_balance_after bigint check (debit_balance_after >= 0),
        credit_balance_after bigint check (credit_balance_after >= 0),
        created_at timestamptz not null default now(),
        check (debit_account <> credit_account)
      )`)
    this.addSql(`create unique index entry_debit_seq on entry (debit_account, debit_seq)`)
    this.addSql(`create unique index entry_credit_seq on entry (credit_account, credit_seq)`)
    this.addSql(`create index entry_subject on entry (subject)`)
    this.addSql(`create unique index entry_one_hold on entry (subject) where kind = 'hold'`)
    this.addSql(
      `create unique index entry_one_end on entry (subject) where kind in ('settle', 'release')`
    )
    this.addSql(`
      create function refuse_change() returns trigger language plpgsql as
      $$ begin raise exception '% is append-only', tg_table_name; end $$`)
    this.addSql(`
      create trigger entry_append_only before update or delete on entry
      for each row execute function refuse_change()`)
    this.addSql(`
      create trigger entry_no_truncate before truncate on entry
      for each statement execute function refuse_change()`)
    this.addSql(`
      create trigger account_kept before delete on account
      for each row execute function refuse_change()`)
    this.addSql(`
      create table idempotency (
        key uuid not null,
        fingerprint uuid not null,
        resource uuid not null,
        created_at timestamptz not null default now(),
        -- One effect per key is decided under the lock of its account; this is the net, a week wide.
        primary key (key, created_at)
      ) partition by range (created_at)`)
    // One row per batch of the committer, by which a COMMIT without an answer is looked up
    // (ledger/look-up.ts).
    this.addSql(`
      create table batch (
        id uuid primary key,
        -- Written by the look-up: a batch of this id did not commit and never can.
        void boolean not null default false,
        created_at timestamptz not null default now()
      )`)
    for (const [name, id] of Object.entries(HOUSE)) {
      this.addSql(`insert into account (id, kind, name) values ('${id}', 'house', '${name}')`)
    }
  }
}
