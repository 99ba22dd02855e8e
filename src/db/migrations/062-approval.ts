// Creates requests over a key's budget that wait for the owner's approval. Nothing is held
// meanwhile.
import { Migration } from '@mikro-orm/migrations'

export class Approval extends Migration {
  override up(): void {
    this.addSql(`
      create table approval (
        -- Of the payment or purchase that it will be.
        id uuid primary key,
        account uuid not null references account,
        -- Whose people are asked.
        owner uuid not null references account,
        kind text not null check (kind in ('payment', 'purchase')),
        state text not null
          check (state in ('waiting', 'approved', 'begun', 'declined', 'expired', 'failed')),
        budget uuid not null,
        wish jsonb not null,
        shown jsonb not null,
        metadata jsonb,
        payment_hash text not null,
        error_code text,
        error_detail text,
        told_at timestamptz,
        created_at timestamptz not null,
        expires_at timestamptz not null,
        decided_at timestamptz,
        check ((error_code is not null) = (state in ('declined', 'expired', 'failed')))
      )`)
    this.addSql(`create index approval_account on approval (account, id)`)
    this.addSql(`create index approval_open on approval (expires_at)
      where state in ('waiting', 'approved')`)
  }
}
