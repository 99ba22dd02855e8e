// Money between balances.
import { Migration } from '@mikro-orm/migrations'

export class Transfer extends Migration {
  override up(): void {
    this.addSql(`
      create table transfer (
        id uuid primary key,
        from_account uuid not null references account,
        to_account uuid references account,
        -- A person who has no account yet, for instance telegram:12345.
        to_identity text,
        state text not null check (state in ('settled', 'claimable', 'returned')),
        amount_msat bigint not null check (amount_msat > 0),
        memo text,
        expires_at timestamptz,
        created_at timestamptz not null default now(),
        check (to_account is not null or to_identity is not null),
        check (from_account <> to_account),
        check (state <> 'claimable' or expires_at is not null)
      )`)
    this.addSql(
      `create index transfer_claimable on transfer (expires_at) where state = 'claimable'`
    )
  }
}
