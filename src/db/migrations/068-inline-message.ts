// Adds the message id of a gift that was offered inline: it belongs to no chat.
import { Migration } from '@mikro-orm/migrations'

export class InlineMessage extends Migration {
  override up(): void {
    this.addSql(`alter table telegram_shown add column inline_message text`)
  }
}
