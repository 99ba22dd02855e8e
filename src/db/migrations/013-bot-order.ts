// Orders updates over several gateways, and shares one rate limit among them in each group.
import { Migration } from '@mikro-orm/migrations'

export class BotOrder extends Migration {
  override up(): void {
    // Incremented when updates are stored: whoever holds the row waits for none that comes later.
    this.addSql(`create table telegram_line (bot bigint primary key, last bigint not null)`)
    this.addSql(`
      alter table telegram_update
        -- In the order in which they were kept; many that were kept together have one place.
        add column place bigint not null default 0,
        -- The process that has it; null once none has and none must wait for it.
        add column keeper uuid,
        -- Which keys it holds alone, and which with others.
        add column turn jsonb`)
    this.addSql(`
      create index telegram_update_open on telegram_update (bot, place) where body is not null`)
    this.addSql(`
      alter table telegram_board
        alter column shown_in drop not null,
        -- Tips came that its message does not show yet.
        add column dirty boolean not null default false,
        add column dirty_at timestamptz not null default now(),
        -- Somebody shows it now.
        add column busy_until timestamptz not null default '-infinity',
        -- Its receiver has not begun a chat yet.
        add column waits boolean not null default false,
        add column language text not null default 'en'`)
    this.addSql(`create index telegram_board_dirty on telegram_board (chat, dirty_at) where dirty`)
    // When the bot may next write into a group on its own initiative.
    this.addSql(`
      create table telegram_group (
        chat bigint primary key,
        next_at timestamptz not null
      ) with (fillfactor = 70)`)
  }
}
