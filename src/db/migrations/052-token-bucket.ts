// Creates token buckets, for rate limits over all gateways; unlogged, since losing them does no
// harm.
import { Migration } from '@mikro-orm/migrations'

export class TokenBucket extends Migration {
  override up(): void {
    this.addSql(`
      create unlogged table token_bucket (
        name text primary key,
        -- When it will be full again, if nothing more is taken.
        full_at timestamptz not null
      ) with (fillfactor = 50)`)
    this.addSql(`
      create function take_tokens(bucket text, per_second float8, burst float8, wanted integer,
        out got integer, out remaining float8) language plpgsql as
      $$ declare
        missing float8;
      begin
        insert into token_bucket (name, full_at) values (bucket, clock_timestamp())
        on conflict do nothing;
        select greatest(0, extract(epoch from full_at - clock_timestamp()) * per_second)
        into missing from token_bucket where name = bucket for update;
        remaining := burst - coalesce(missing, 0);
        got := greatest(0, least(wanted, floor(remaining)))::integer;
        remaining := remaining - got;
        update token_bucket
        set full_at = greatest(full_at, clock_timestamp()) + got / per_second * interval '1 second'
        where name = bucket and got > 0;
      end $$`)
  }
}
