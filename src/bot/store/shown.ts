// Which message shows a deposit, payment or purchase: it is edited when that moves on.
import type { Id } from '../../core/ids.ts'
import type { Sql } from '../rooms.ts'

export type Place = { readonly chat: number; readonly message: number; readonly isPhoto: boolean }

export type Shown = {
  readonly keep: (subject: Id, place: Place) => Promise<void>
  readonly find: (subject: Id) => Promise<Place | undefined>
}

export const shown = (sql: Sql): Shown => ({
  async keep(subject, { chat, message, isPhoto }) {
    await sql(
      `insert into telegram_shown (subject, chat, message, is_photo) values (?, ?, ?, ?)
       on conflict do nothing`,
      [subject, chat, message, isPhoto]
    )
  },
  async find(subject) {
    const [row] = await sql<{ chat: string; message: string; is_photo: boolean }>(
      'select chat::text, message::text, is_photo from telegram_shown where subject = ?',
      [subject]
    )
    return row && { chat: Number(row.chat), message: Number(row.message), isPhoto: row.is_photo }
  }
})
