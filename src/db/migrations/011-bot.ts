// Creates the Telegram bot's tables: updates, people, buttons, dialogs, messages sent. No money.
import { Migration } from '@mikro-orm/migrations'

export class Bot extends Migration {
  override up(): void {
    // Update ids restart after an idle week, so they are deleted before that.
    this.addSql(`
      create table telegram_update (
        bot bigint not null,
        id bigint not null,
        -- Emptied once it is done with.
        body jsonb,
        -- Who wrote which message: a reaction to it does not say.
        chat bigint,
        message bigint,
        author jsonb,
        received_at timestamptz not null default now(),
        leased_until timestamptz not null,
        tries integer not null default 1,
        primary key (bot, id)
      ) with (fillfactor = 70)`)
    this.addSql(`create index telegram_update_message on telegram_update (chat, message)`)
    this.addSql(
      `create index telegram_update_left on telegram_update (leased_until) where body is not null`
    )
    this.addSql(`create index telegram_update_old on telegram_update (received_at)`)
    // A username is only a sighting: usernames change hands.
    this.addSql(`
      create table telegram_person (
        id bigint primary key,
        name text not null,
        username text,
        seen_at timestamptz not null default now(),
        first_seen_at timestamptz not null default now(),
        language text,
        notify boolean not null default true,
        -- What a ⚡ reaction of theirs tips; null: nothing.
        reaction_msat bigint check (reaction_msat > 0)
      ) with (fillfactor = 70)`)
    this.addSql(`create index telegram_person_username on telegram_person (lower(username))`)
    // The buttons below one message: each can be pressed once, by one person, for a while.
    this.addSql(`
      create table telegram_keyboard (
        id text primary key,
        -- Null: anybody but the one in 'owner'.
        person bigint,
        owner bigint,
        actions jsonb not null,
        -- The update that pressed: the same one, come again, may go on.
        used_by bigint,
        expires_at timestamptz not null
      )`)
    this.addSql(`create index telegram_keyboard_old on telegram_keyboard (expires_at)`)
    this.addSql(`
      create table telegram_draft (
        person bigint primary key,
        dialog jsonb not null,
        updated_at timestamptz not null default now()
      )`)
    // The message that shows a deposit, payment or purchase, edited when its state changes.
    this.addSql(`
      create table telegram_shown (
        subject uuid primary key,
        chat bigint not null,
        message bigint not null,
        is_photo boolean not null
      )`)
    this.addSql(`
      create table telegram_tip (
        transfer uuid primary key,
        chat bigint not null,
        message bigint not null,
        tipper text not null,
        amount_msat bigint not null,
        created_at timestamptz not null default now()
      )`)
    this.addSql(`create index telegram_tip_message on telegram_tip (chat, message, created_at)`)
    this.addSql(`
      create table telegram_board (
        chat bigint not null,
        message bigint not null,
        shown_in bigint not null,
        primary key (chat, message)
      )`)
  }
}
