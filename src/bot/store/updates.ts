// Updates as they came: kept before anything is done about them, done once,
// and taken up again where whoever had them died.
import type { Update } from 'grammy/types'
import type { Sql } from '../rooms.ts'

export type Updates = {
  /** Keeps them; answers those that nobody has had before. */
  readonly keep: (updates: readonly Update[]) => Promise<readonly Update[]>
  readonly done: (ids: readonly number[]) => Promise<void>
  /** Those whose lease ran out before they were done with. */
  readonly left: () => Promise<readonly Update[]>
  /** Who wrote a message, if we saw it. */
  readonly author: (chat: number, message: number) => Promise<unknown>
  readonly forget: () => Promise<void>
}

/** By the database's clock; longer than any answer takes. */
const LEASE = `interval '60 seconds'`

/** One that breaks whoever takes it up is left after so many. */
const TRIES = 3

export const updates = (sql: Sql, bot: number): Updates => ({
  async keep(all) {
    if (all.length === 0) return []
    const rows = all.map(update => {
      const message = update.message
      const written = message && { chat: message.chat.id, id: message.message_id, by: message }
      return { id: update.update_id, body: update, ...facts(written) }
    })
    const kept = await sql<{ id: string }>(
      `insert into telegram_update (bot, id, body, chat, message, author, leased_until)
       select ?, u.id, u.body, u.chat, u.message, u.author, now() + ${LEASE}
       from jsonb_to_recordset(?::jsonb)
         u(id bigint, body jsonb, chat bigint, message bigint, author jsonb)
       on conflict do nothing returning id`,
      [bot, json(rows)]
    )
    const fresh = new Set(kept.map(row => Number(row.id)))
    return all.filter(update => fresh.delete(update.update_id))
  },
  async done(ids) {
    await sql(`update telegram_update set body = null where bot = ? and id = any(?::bigint[])`, [
      bot,
      `{${ids.join()}}`
    ])
  },
  async left() {
    const rows = await sql<{ body: Update }>(
      `update telegram_update set leased_until = now() + ${LEASE}, tries = tries + 1
       where bot = ? and id in (
         select id from telegram_update
         where bot = ? and body is not null and leased_until < now() and tries < ${TRIES}
         order by id limit 100 for update skip locked)
       returning body`,
      [bot, bot]
    )
    return rows.map(row => row.body).sort((a, b) => a.update_id - b.update_id)
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

/** What a later reaction needs of a message: who wrote it, by the facts that decide that. */
function facts(
  written: { chat: number; id: number; by: NonNullable<Update['message']> } | undefined
): { chat: number | null; message: number | null; author: object | null } {
  if (written === undefined || written.chat > 0) return { chat: null, message: null, author: null }
  const { from, sender_chat, forward_origin } = written.by
  const author = { from, sender_chat, forward_origin, text: '' }
  return { chat: written.chat, message: written.id, author }
}

/** PostgreSQL has no text with NUL in it. */
const json = (value: unknown): string => JSON.stringify(value).replaceAll('\\u0000', ' ')
