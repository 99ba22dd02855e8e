// Records where the bot's messages are: topics, gifts for one name, tips that are claimed or
// returned.
import { Migration } from '@mikro-orm/migrations'

export class BotPlaces extends Migration {
  override up(): void {
    // Only whoever has this username at that time may press.
    this.addSql(`alter table telegram_keyboard add column username text`)
    // The forum topic of the board.
    this.addSql(`alter table telegram_board add column thread bigint`)
    this.addSql(`
      alter table telegram_tip
        -- The group, as it was called.
        add column place text,
        -- Its receiver has not come for it yet.
        add column waits boolean not null default false,
        -- It went back to its giver.
        add column returned boolean not null default false`)
    this.addSql(`
      alter table telegram_shown
        -- Whose message it is, and of a gift that waits: for whom, and how much.
        add column person bigint,
        add column account uuid,
        add column name text,
        add column amount_msat bigint,
        -- When what it shows of a deposit is out of date.
        add column expires_at timestamptz`)
    this.addSql(`
      create index telegram_shown_expires on telegram_shown (expires_at)
      where expires_at is not null`)
    // The currency shown beside sats; null: none.
    this.addSql(`alter table telegram_person add column unit text`)
  }
}
