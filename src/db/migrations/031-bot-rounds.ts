// Creates giveaways and tip jars in groups, and buttons that everybody may press.
import { Migration } from '@mikro-orm/migrations'

export class BotRounds extends Migration {
  override up(): void {
    this.addSql(`alter table telegram_keyboard add column anybody boolean not null default false`)
    this.addSql(`
      create table telegram_round (
        -- What set it off: the same for every repeat of that.
        id text primary key,
        kind text not null check (kind in ('giveaway', 'tipjar', 'request')),
        owner bigint not null,
        account uuid not null,
        name text not null,
        language text not null,
        -- For each.
        amount_msat bigint not null check (amount_msat > 0),
        count integer not null check (count > 0),
        memo text not null,
        -- Of a giveaway, the gift that its parts are of.
        gift uuid,
        -- None for what was asked for inline.
        chat bigint,
        message bigint,
        -- Places that are taken, also where the money is still on its way.
        reserved integer not null default 0,
        over boolean not null default false,
        -- What came back of it has been told.
        told boolean not null default false,
        ends_at timestamptz not null,
        created_at timestamptz not null default now()
      )`)
    this.addSql(`create index telegram_round_message on telegram_round (chat, message)`)
    this.addSql(`create index telegram_round_gift on telegram_round (gift)`)
    this.addSql(`create index telegram_round_open on telegram_round (ends_at) where not over`)
    this.addSql(`
      create table telegram_round_part (
        round text not null,
        person bigint not null,
        name text not null,
        -- False while its money is on its way.
        done boolean not null default false,
        created_at timestamptz not null default now(),
        primary key (round, person)
      )`)
  }
}
