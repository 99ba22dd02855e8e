// The message of a gift that was offered inline: it has an id of its own, and no chat.
import { Migration } from '@mikro-orm/migrations'

export class InlineMessage extends Migration {
  override up(): void {
    this.addSql(`alter table telegram_shown add column inline_message text`)
  }
}
