// The simulated network's SQLite tables; amounts in msat, the wire's `_at` in unix seconds,
// deadlines in ms.
export const SCHEMA = `
create table if not exists counter (name text primary key, value integer not null) strict, without rowid;
create table if not exists setting (name text primary key, value text not null) strict, without rowid;
create table if not exists node (
  name text primary key, secret text not null, pubkey text not null unique
) strict, without rowid;
create table if not exists channel (
  scid text primary key, a text not null, b text not null,
  capacity_msat integer not null,
  a_msat integer not null check (a_msat >= 0), b_msat integer not null check (b_msat >= 0)
) strict, without rowid;
create table if not exists htlc (
  id integer primary key autoincrement, scid text not null, part integer not null,
  payer text not null, amount_msat integer not null check (amount_msat > 0)
) strict;
create index if not exists htlc_part on htlc (part);
create index if not exists htlc_scid on htlc (scid);
create table if not exists invoice (
  payment_hash text primary key, node text not null, label text not null, bolt11 text not null,
  preimage text not null, amount_msat integer, description text,
  status text not null check (status in ('unpaid', 'paid', 'expired')),
  expires_at integer not null, created_index integer not null, updated_index integer,
  pay_index integer, received_msat integer, paid_at integer,
  unique (node, label), unique (node, created_index), unique (node, pay_index)
) strict, without rowid;
create index if not exists invoice_open on invoice (expires_at) where status = 'unpaid';
create index if not exists invoice_updated on invoice (node, updated_index);
create table if not exists part (
  id integer primary key autoincrement, updated_index integer unique,
  payment_hash text not null, group_id text not null, destination text not null,
  amount_msat integer not null, sent_msat integer not null,
  created_at integer not null, completed_at integer,
  status text not null check (status in ('pending', 'complete', 'failed')),
  preimage text, label text, bolt11 text not null,
  ends_ms integer, ends_as text check (ends_as in ('settle', 'fail'))
) strict;
create index if not exists part_hash on part (payment_hash);
create index if not exists part_due on part (ends_ms) where status = 'pending';
create table if not exists outcome (
  id integer primary key autoincrement, body text not null
) strict;
create table if not exists sale (
  payment_hash text primary key, shop text not null, goods text not null,
  state text not null check (state in ('open', 'delivered'))
) strict, without rowid;
create index if not exists sale_open on sale (shop) where state = 'open';
create index if not exists sale_own on sale (shop) where shop >= 'own:' and shop < 'own;';
create table if not exists hold (
  payment_hash text primary key, ms integer not null,
  ends_as text not null check (ends_as in ('settle', 'fail'))
) strict, without rowid;
create table if not exists message (
  id integer primary key autoincrement, number text not null, text text not null,
  at_ms integer not null
) strict;
create index if not exists message_number on message (number);
create table if not exists telegram_message (
  id integer primary key, chat integer not null, body text not null
) strict;
create index if not exists telegram_message_chat on telegram_message (chat, id);
create table if not exists telegram_photo (id integer primary key, body text not null) strict;
create table if not exists telegram_update (
  id integer primary key autoincrement, body text not null
) strict;
create table if not exists chain_payment (
  id integer primary key autoincrement, coin text not null, txid text not null, vout integer not null,
  address text not null, sats integer not null, at_ms integer not null,
  confirmations integer not null, gone integer not null default 0,
  unique (txid, vout)
) strict;
create index if not exists chain_payment_address on chain_payment (address);
create table if not exists wallet_address (
  address text primary key, place integer not null unique, notice text
) strict, without rowid;
create table if not exists btcpay_invoice (
  id text primary key, order_id text, sats integer, created_at integer not null,
  expires_at integer not null, monitored_until integer not null, metadata text not null,
  payment_hash text, btc_address text not null, ltc_address text not null,
  ltc_rate text not null, mark text, told text not null default ''
) strict, without rowid;
create index if not exists btcpay_order on btcpay_invoice (order_id);
create index if not exists btcpay_untold on btcpay_invoice (id) where told = '';
create table if not exists charge_invoice (
  id text primary key, payment_hash text not null unique, description text not null,
  metadata text not null, webhook text, created_at integer not null, told integer not null default 0
) strict, without rowid;
create index if not exists charge_untold on charge_invoice (payment_hash) where told = 0;
`
