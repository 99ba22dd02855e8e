// Adds deposits through sources other than our node: where each is looked up, and every payment
// seen there, so that each is credited once.
import { Migration } from '@mikro-orm/migrations'
import { HOUSE } from '../../core/ids.ts'

export class Sources extends Migration {
  override up(): void {
    for (const [name, id] of Object.entries(HOUSE)) {
      this.addSql(`insert into account (id, kind, name) values ('${id}', 'house', '${name}')
        on conflict do nothing`)
    }
    this.addSql(`
      alter table deposit
        -- What its source calls it: BTCPay's and charge's invoice, Electrum's address.
        add column invoice text,
        add column address text,
        -- Every way to pay it that its source offers, with the rates that were fixed.
        add column ways jsonb`)
    this.addSql(`update deposit set invoice = 'dep:' || id where bolt11 is not null`)
    // When a deposit of a polled source is looked up next.
    this.addSql(`
      create table deposit_look (
        -- The deposit's.
        id uuid primary key,
        source text not null,
        invoice text not null,
        -- Goes up with everything that is booked of it, so that no two book from the same look.
        version bigint not null check (version >= 0),
        -- How often its bell has rung: whoever looks then is late already.
        rings bigint not null default 0,
        looked_rings bigint not null default 0,
        next_at timestamptz not null default now(),
        -- What its source reports no longer than that.
        until timestamptz,
        -- What an operator should know of it.
        doubt text
      ) with (fillfactor = 70)`)
    this.addSql(`create unique index deposit_look_invoice on deposit_look (source, invoice)`)
    this.addSql(`create index deposit_look_due on deposit_look (source, next_at)
      where next_at < 'infinity'`)
    this.addSql(`create index deposit_look_doubt on deposit_look (id) where doubt is not null`)
    this.addSql(`
      create table deposit_payment (
        id uuid primary key,
        source text not null,
        invoice text not null,
        method text not null,
        -- The source's own name of it: a payment hash, a transaction and its output.
        payment text not null,
        deposit uuid not null references deposit,
        amount_msat bigint not null check (amount_msat >= 0),
        -- Where it lies: with its source, or at our node where that is the source's as well.
        asset uuid,
        -- seen, not final yet · below what is credited · credited · credited and gone since: the
        -- house bears it · gone before it was credited
        state text not null check (state in ('pending', 'small', 'credited', 'lost', 'vanished')),
        -- In the coin that was paid, and the rate that its source had fixed.
        currency text,
        value text,
        rate text,
        confirmations integer,
        created_at timestamptz not null default now(),
        credited_at timestamptz
      ) with (fillfactor = 70)`)
    this.addSql(`create unique index deposit_payment_once
      on deposit_payment (source, invoice, method, payment)`)
    this.addSql(`create index deposit_payment_deposit on deposit_payment (deposit)`)
    this.addSql(`create index deposit_payment_lost on deposit_payment (id) where state = 'lost'`)
  }
}
