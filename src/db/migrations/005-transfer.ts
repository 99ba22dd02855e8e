// Creates transfers between balances.
import { Migration } from '@mikro-orm/migrations'

export class Transfer extends Migration {
  override up(): void {
    this.addSql(`
      create table transfer (
        id uuid primary key,
        -- No foreign keys, as in 'entry'.
        from_account uuid not null,
        to_account uuid,
        -- A person who has no account yet, for instance telegram:12345.
        to_identity text,
        -- Only what is part of a batch is ever 'refused': so that a repeat of the batch gets the same answers.
        state text not null check (state in ('settled', 'claimable', 'returned', 'refused')),
        amount_msat bigint not null check (amount_msat > 0),
        memo text,
        expires_at timestamptz,
        error_code text,
        error_detail text,
        created_at timestamptz not null default now(),
        check (to_account is not null or to_identity is not null or state = 'refused'),
        check (state <> 'settled' or to_account is not null),
        check ((state = 'refused') = (error_code is not null and error_detail is not null)),
        check (from_account <> to_account),
        check (state <> 'claimable' or expires_at is not null)
      )`)
    this.addSql(
      `create index transfer_claimable on transfer (expires_at) where state = 'claimable'`
    )
    this.addSql(
      `create index transfer_to_claim on transfer (to_identity) where state = 'claimable'`
    )
  }
}
