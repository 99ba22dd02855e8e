// Stores raw updates before anything is done about them, so that each is processed once.
import type { Update } from 'grammy/types'
import type { Lane } from './queue.ts'
import type { Deferral } from '../../core/deferral.ts'
import type { Sql } from '../rooms.ts'

export type ClaimedUpdate = { readonly update: Update; readonly turn: Lane }
export type OtherUpdate = { readonly id: number; readonly turn: Lane }

export type Updates = {
  /** Stores them; returns those that are new, and those of other gateways that come before them. */
  readonly keep: (all: readonly ClaimedUpdate[]) => Promise<Taken>
  readonly done: (ids: readonly number[]) => Promise<void>
  /** The author of a message, if we saw it. */
  readonly author: (chat: number, message: number) => Promise<unknown>
  readonly forget: () => Promise<void>
}

export type Taken = {
  readonly fresh: readonly ClaimedUpdate[]
  readonly others: readonly OtherUpdate[]
}

/** By the database's clock; renewed while processing lasts. */
export const LEASE = `interval '20 seconds'`

/** Leased anew: a gateway that works on it renews its lease, and a dead one does not. */
export const UPDATE_LEASES: Deferral = {
  table: 'telegram_update',
  column: 'leased_until',
  atMost: '1 minute',
  where: 'body is not null',
  becomes: `now() + ${LEASE}`
}

/** @param keeper id of this process */
export const updates = (sql: Sql, bot: number, keeper: string): Updates => ({
  async keep(all) {
    if (all.length === 0) return { fresh: [], others: [] }
    const { ids, place } = await insert(sql, bot, keeper, all)
    const fresh = all.filter(({ update }) => ids.delete(update.update_id))
    if (fresh.length === 0) return { fresh, others: [] }
    const others = await sql<{ id: string; turn: Lane }>(
      `select u.id::text, u.turn from telegram_update u
       where bot = ? and body is not null and place < ? and keeper <> ? order by u.place, u.id`,
      [bot, place, keeper]
    )
    return { fresh, others: others.map(({ id, turn }) => ({ id: Number(id), turn })) }
  },
  async done(ids) {
    await sql(
      `update telegram_update set body = null, turn = null
       where bot = ? and id = any(?::bigint[])`,
      [bot, `{${ids.join()}}`]
    )
  },
  async author(chat, message) {
    const [row] = await sql<{ author: unknown }>(
      `select author from telegram_update where chat = ? and message = ? limit 1`,
      [chat, message]
    )
    return row?.author
  },
  async forget() {
    await sql(`delete from telegram_update where received_at < now() - interval '3 days'`)
    await sql(`delete from telegram_keyboard where expires_at < now() - interval '1 day'`)
  }
})

/**
 * A lower place in the order has committed earlier: the counter is one row, locked until commit.
 */
async function insert(
  sql: Sql,
  bot: number,
  keeper: string,
  all: readonly ClaimedUpdate[]
): Promise<{ ids: Set<number>; place: string }> {
  const rows = all.map(({ update, turn }) => ({ id: update.update_id, turn, ...facts(update) }))
  const kept = await sql<{ id: string; place: string }>(
    `with line as (
       insert into telegram_line as l (bot, last) values (?, 1)
       on conflict (bot) do update set last = l.last + 1 returning last)
     insert into telegram_update
       (bot, id, body, chat, message, author, turn, place, keeper, leased_until)
     select ?, u.id, u.body, u.chat, u.message, u.author, u.turn, line.last, ?, now() + ${LEASE}
     from line, jsonb_to_recordset(?::jsonb)
       u(id bigint, body jsonb, chat bigint, message bigint, author jsonb, turn jsonb)
     on conflict do nothing returning id::text, place::text`,
    [bot, bot, keeper, json(rows)]
  )
  return { ids: new Set(kept.map(row => Number(row.id))), place: kept[0]?.place ?? '0' }
}

/**
 * The update, and what a later reaction needs to know of a group message: the facts that decide who
 * its author is.
 */
function facts(update: Update): object {
  const { message } = update
  if (message === undefined || message.chat.id > 0) return { body: update }
  const { from, sender_chat, forward_origin } = message
  const author = { from, sender_chat, forward_origin, text: '' }
  return { body: update, chat: message.chat.id, message: message.message_id, author }
}

/** PostgreSQL stores neither NUL nor lone surrogates, not even as six-character JSON escapes. */
const json = (value: unknown): string =>
  JSON.stringify(value, (_key, one: unknown) =>
    typeof one === 'string' ? one.replaceAll('\0', ' ').toWellFormed() : one
  )
