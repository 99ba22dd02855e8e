// Creates operators' decisions with their reasons: they cannot be changed afterwards.
import { Migration } from '@mikro-orm/migrations'

export class Operations extends Migration {
  override up(): void {
    this.addSql(`
      create table operation (
        id uuid primary key,
        what text not null,
        -- Who did it, as they call themselves.
        operator text not null check (operator <> ''),
        -- The payment, receipt, adjustment … that it was about.
        subject uuid,
        reason text not null check (reason <> ''),
        evidence jsonb not null default '{}',
        created_at timestamptz not null default now()
      )`)
    this.addSql(`create index operation_subject on operation (subject)`)
    this.addSql(`
      create trigger operation_append_only before update or delete on operation
      for each row execute function refuse_change()`)
    this.addSql(`
      create trigger operation_no_truncate before truncate on operation
      for each statement execute function refuse_change()`)
    // A manual correction: one operator proposes it, another approves it.
    this.addSql(`
      create table adjustment (
        id uuid primary key,
        account uuid not null references account,
        -- Above 0: the house gives; below: it takes back.
        amount_msat bigint not null check (amount_msat <> 0),
        state text not null check (state in ('proposed', 'approved', 'rejected')),
        reason text not null,
        proposed_by text not null,
        decided_by text,
        created_at timestamptz not null default now(),
        decided_at timestamptz,
        check ((state = 'proposed') = (decided_by is null)),
        check (state <> 'approved' or decided_by <> proposed_by)
      )`)
    this.addSql(`
      create function refuse_second_decision() returns trigger language plpgsql as
      $$ begin
        if old.state <> 'proposed' then raise exception 'it was decided before'; end if;
        return new;
      end $$`)
    this.addSql(`
      create trigger adjustment_decided_once before update on adjustment
      for each row execute function refuse_second_decision()`)
    this.addSql(`
      create trigger adjustment_kept before delete on adjustment
      for each row execute function refuse_change()`)
    // No outgoing payment starts while its one row says frozen.
    this.addSql(`
      create table outgoing (
        id uuid primary key,
        frozen boolean not null,
        reason text not null,
        since timestamptz not null
      )`)
    this.sweep()
    this.addSql(`alter table payment add column trace text`)
    this.addSql(`create index payment_stuck on payment (id) where stuck and state = 'sent'`)
  }

  /** The sweep: from the node to the ledger (safe-payer.md 3.3, 10). */
  private sweep(): void {
    this.addSql(`
      alter table receipt drop constraint receipt_state_check,
        add check (state in ('credited', 'suspense', 'assigned', 'foreign'))`)
    // How far the node's ended payments have been read.
    this.addSql(`
      create table sweep_cursor (
        id uuid primary key,
        node_id text not null unique,
        updated_index bigint not null check (updated_index >= 0)
      )`)
    // What the node sent under a payment's label beyond what the payment itself accounts for.
    this.addSql(`
      create table sweep_booking (
        id uuid primary key,
        booked_msat bigint not null check (booked_msat >= 0),
        created_at timestamptz not null default now()
      )`)
  }
}
