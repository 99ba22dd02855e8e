// The tips below one message: each once, however often it is noted.
import type { Id } from '../../core/ids.ts'
import { msat, type Msat } from '../../core/msat.ts'
import type { Sql } from '../rooms.ts'

export type Tip = {
  readonly transfer: Id
  readonly chat: number
  readonly message: number
  readonly tipper: string
  readonly amountMsat: Msat
}

export type Sum = {
  readonly count: number
  readonly amountMsat: Msat
  /** The first few, each once. */
  readonly tippers: readonly string[]
  readonly shownIn: number | undefined
}

export type Tips = {
  readonly keep: (tips: readonly Tip[]) => Promise<void>
  readonly sum: (chat: number, message: number) => Promise<Sum>
  readonly showIn: (chat: number, message: number, shownIn: number) => Promise<void>
}

type Row = {
  readonly count: string
  readonly amount: string | null
  readonly tippers: readonly string[] | null
  readonly shown: string | null
}

export const NAMES_MAX = 3

export const tips = (sql: Sql): Tips => ({
  async keep(all) {
    await sql(
      `insert into telegram_tip (transfer, chat, message, tipper, amount_msat)
       select * from jsonb_to_recordset(?::jsonb)
         t(transfer uuid, chat bigint, message bigint, tipper text, amount bigint)
       on conflict do nothing`,
      [
        JSON.stringify(
          all.map(tip => ({ ...tip, amountMsat: undefined, amount: String(tip.amountMsat) }))
        )
      ]
    )
  },
  async sum(chat, message) {
    const [row] = await sql<Row>(
      `select count(*)::text, sum(amount_msat)::text as amount,
         (select array_agg(tipper) from (
            select tipper from telegram_tip where chat = ? and message = ?
            group by tipper order by min(created_at), tipper limit ${NAMES_MAX + 1}) n) as tippers,
         (select shown_in::text from telegram_board where chat = ? and message = ?) as shown
       from telegram_tip where chat = ? and message = ?`,
      [chat, message, chat, message, chat, message]
    )
    return {
      count: Number(row?.count ?? 0),
      amountMsat: msat(BigInt(row?.amount ?? 0)),
      tippers: row?.tippers ?? [],
      shownIn: row?.shown ? Number(row.shown) : undefined
    }
  },
  async showIn(chat, message, shownIn) {
    await sql(
      `insert into telegram_board (chat, message, shown_in) values (?, ?, ?)
       on conflict do nothing`,
      [chat, message, shownIn]
    )
  }
})
