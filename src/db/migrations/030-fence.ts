// Creates generations of payments, each with the askrene layer that fences its lost calls
// (safe-payer.md 3.8), and records which lightningd a payment was sent to.
import { Migration } from '@mikro-orm/migrations'

export class Fence extends Migration {
  override up(): void {
    this.addSql(`
      create table generation (
        id uuid primary key,
        node_id text not null,
        made_at timestamptz not null default now(),
        -- When the process that makes payments of it last said that it lives.
        seen_at timestamptz not null default now(),
        -- From then on no payment is sent with it.
        ended_at timestamptz,
        -- From then on no search of it finds a way; the directions of channels that were closed by name.
        closed_at timestamptz,
        closed_directions text[] not null default '{}',
        -- Since when none of its payments is out; an hour later its layer goes.
        idle_since timestamptz,
        removed_at timestamptz
      )`)
    this.addSql(`create index generation_kept on generation (node_id) where removed_at is null`)
    // How many route searches may run at once normally, while a fence has set the number to one.
    this.addSql(`create table router_threads (node_id text primary key, threads integer not null)`)
    this.addSql(`
      alter table payment
        add column generation uuid references generation,
        add column node_identity text,
        add column fence_asked boolean not null default false`)
  }
}
