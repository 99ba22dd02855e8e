// Marks accounts that have somebody to notify: read with the balance, so that events of the many
// others cost no statement.
import { Migration } from '@mikro-orm/migrations'

export class Heard extends Migration {
  override up(): void {
    this.addSql(`alter table account add column heard boolean not null default false`)
    this.addSql(`update account a set heard = true
      where exists (select from identity i where i.account = a.id)`)
    this.addSql(`
      create function account_is_heard() returns trigger language plpgsql as
      $$ begin
        update account set heard = true where id = new.account and not heard;
        return null;
      end $$`)
    this.addSql(`
      create trigger identity_is_heard after insert or update on identity
      for each row execute function account_is_heard()`)
  }
}
