// Stores the tips on each message, each once, and the message that shows them: one for all
// gateways.
import type { Id } from '../../core/ids.ts'
import { msat, type Msat } from '../../core/msat.ts'
import type { Sql } from '../rooms.ts'
import { languageOf } from '../texts/say.ts'
import type { Language } from '../texts/language.ts'

export type Tip = {
  readonly transfer: Id
  readonly chat: number
  readonly thread?: number | undefined
  /** The group's title. */
  readonly place: string
  readonly message: number
  readonly tipper: string
  readonly amountMsat: Msat
  /** Its receiver has to start a chat with the bot first. */
  readonly waits: boolean
  readonly language: Language
}

export type Sum = {
  /** Part of it is waiting to be claimed. */
  readonly waits: boolean
  /** All of it was returned: sum and givers are those of the returned tips. */
  readonly returned: boolean
  readonly count: number
  readonly amountMsat: Msat
  /** The first few givers, each once. */
  readonly tippers: readonly string[]
}

/** Tips that are not shown yet; claimed, so that no other process shows them. */
export type DueBoard = {
  readonly message: number
  readonly shownIn: number | undefined
  readonly thread: number | undefined
  /** A giveaway or a tip jar, which is its own board. */
  readonly round: string | undefined
  /** Of the first tipper. */
  readonly language: Language
}

export type Tips = {
  readonly keep: (tips: readonly Tip[]) => Promise<void>
  readonly sum: (chat: number, message: number) => Promise<Sum>
  /** The next thing to show in a group, if it is due; `wait`: not yet. */
  readonly next: (chat: number) => Promise<DueBoard | 'wait' | 'none'>
  readonly shown: (chat: number, message: number, shownIn: number | undefined) => Promise<void>
  /** It was not shown, and nobody knows whether it can be: due again after a while, for a day. */
  readonly later: (chat: number, message: number) => Promise<void>
  /** What a process was showing when it died is due again. */
  readonly revive: () => Promise<void>
  /** The groups that have something unshown. */
  readonly due: () => Promise<readonly number[]>
  /** Marks tips as claimed or returned; returns the groups that show them. */
  readonly end: (
    transfers: readonly Id[],
    how: 'claimed' | 'returned'
  ) => Promise<readonly number[]>
  /** A group became a supergroup; its boards have to be posted anew. */
  readonly moved: (from: number, to: number) => Promise<void>
  /** Who gave the tips, and where. */
  readonly origins: (transfers: readonly Id[]) => Promise<readonly Origin[]>
}

export type Origin = { readonly transfer: Id; readonly name: string; readonly place: string | null }

type Row = {
  readonly waits: boolean | null
  readonly returned: boolean | null
  readonly count: string
  readonly amount: string | null
  readonly tippers: readonly string[] | null
}

type DueRow = {
  readonly message: string
  readonly shown_in: string | null
  readonly thread: string | null
  readonly round: string | null
  readonly language: string
}

export const NAMES_MAX = 3

/**
 * Fifteen edits a minute: of the twenty that Telegram allows per group, some are left for messages.
 */
const PAUSE = `interval '4 seconds'`

/** Longer than showing a board can take, however long Telegram makes us wait. */
const BUSY = `interval '3 minutes'`

/** Nobody shows it, and it is not to be tried later; by a clock that may have been ahead. */
const FREE = `(busy_until < now() or busy_until > now() + ${BUSY})`

export const tips = (sql: Sql): Tips => ({
  async keep(all) {
    const rows = JSON.stringify(all.map(tip => ({ ...tip, amountMsat: String(tip.amountMsat) })))
    await sql(KEEP, [rows, rows])
  },
  async sum(chat, message) {
    const [row] = await sql<Row>(
      `with all_of as (select * from telegram_tip where chat = ? and message = ?),
         over as (select coalesce(bool_and(returned), false) as returned from all_of),
         these as (select t.* from all_of t, over o where t.returned = o.returned)
       select count(*)::text, sum(amount_msat)::text as amount, bool_or(waits) as waits,
         (select returned from over) as returned,
         (select array_agg(tipper) from (
            select tipper from these
            group by tipper order by min(created_at), tipper limit ${NAMES_MAX + 1}) n) as tippers
       from these`,
      [chat, message]
    )
    return {
      waits: row?.waits ?? false,
      returned: row?.returned ?? false,
      count: Number(row?.count ?? 0),
      amountMsat: msat(BigInt(row?.amount ?? 0)),
      tippers: row?.tippers ?? []
    }
  },
  async next(chat) {
    const [row] = await sql<DueRow>(NEXT, [chat])
    if (row === undefined) {
      const [left] = await sql(
        `select 1 as one from telegram_board where chat = ? and dirty and ${FREE} limit 1`,
        [chat]
      )
      return left === undefined ? 'none' : 'wait'
    }
    const { message, shown_in: shownIn, thread, round, language } = row
    return {
      message: Number(message),
      shownIn: shownIn === null ? undefined : Number(shownIn),
      thread: thread === null ? undefined : Number(thread),
      round: round ?? undefined,
      language: languageOf(language)
    }
  },
  async shown(chat, message, shownIn) {
    await sql(
      `update telegram_board set busy_until = '-infinity', shown_in = coalesce(shown_in, ?)
       where chat = ? and message = ?`,
      [shownIn ?? null, chat, message]
    )
  },
  async later(chat, message) {
    await sql(LATER, [chat, message, chat, message])
  },
  async revive() {
    await sql(
      `update telegram_board set dirty = true, busy_until = '-infinity'
       where not dirty and busy_until > '-infinity' and busy_until < now()`
    )
  },
  async due() {
    const rows = await sql<{ chat: string }>(
      `select distinct chat::text from telegram_board where dirty and ${FREE}`
    )
    return rows.map(row => Number(row.chat))
  },
  async end(transfers, how) {
    const rows = await sql<{ chat: string }>(END, [how === 'returned', list(transfers)])
    return rows.map(row => Number(row.chat))
  },
  async moved(from, to) {
    await sql(MOVED, [to, from, to, from, to, from])
  },
  origins: async transfers =>
    sql<Origin>(
      `select transfer, tipper as name, place from telegram_tip
       where transfer = any(?::uuid[]) order by created_at`,
      [list(transfers)]
    )
})

const list = (ids: readonly Id[]): string => `{${ids.join()}}`

/** Once each: a tip that is no longer pending is not touched. */
const END = `
  with ended as (
    update telegram_tip set waits = false, returned = ?
    where transfer = any(?::uuid[]) and waits returning chat, message)
  update telegram_board b
  set dirty = true, dirty_at = case when b.dirty then b.dirty_at else now() end
  from (select distinct chat, message from ended) e
  where b.chat = e.chat and b.message = e.message returning b.chat::text`

/**
 * Message ids start anew in the supergroup: those from before are stored as negative numbers. A
 * board that was just being shown was shown in vain.
 */
const MOVED = `
  with t as (update telegram_tip set chat = ?, message = -message where chat = ?),
    r as (update telegram_round set chat = ?, message = -message where chat = ?)
  update telegram_board set chat = ?, message = -message, shown_in = null, thread = null,
    dirty = dirty or busy_until > now(), busy_until = '-infinity'
  where chat = ?`

/**
 * The longer it was not shown, the longer it waits. A message that was posted without an answer
 * stays where it is: two that show a tip are better than none.
 */
const LATER = `
  update telegram_board b
  set dirty = w.again, busy_until = case when w.again then now()
    + least(greatest(now() - b.dirty_at, interval '10 seconds'), interval '2 minutes')
    -- Given up; otherwise it would look like what a process was showing when it died.
    else '-infinity' end
  from (select dirty or dirty_at > now() - interval '1 day' as again from telegram_board
    where chat = ? and message = ? for update) w
  where b.chat = ? and b.message = ?`

const KEEP = `
  with fresh as (
    insert into telegram_tip (transfer, chat, message, tipper, amount_msat, place, waits)
    select t.transfer, t.chat, t.message, t.tipper, t."amountMsat", t.place, t.waits
    from jsonb_to_recordset(?::jsonb)
      t(transfer uuid, chat bigint, message bigint, tipper text, "amountMsat" bigint, place text,
        waits boolean)
    on conflict do nothing returning transfer)
  insert into telegram_board as b (chat, message, dirty, thread, language)
  select t.chat, t.message, true, min(t.thread), min(t.language)
  from jsonb_to_recordset(?::jsonb)
    t(transfer uuid, chat bigint, message bigint, thread bigint, language text)
  join fresh using (transfer) group by t.chat, t.message
  on conflict (chat, message) do update
  set dirty = true,
    dirty_at = case when b.dirty then b.dirty_at else now() end`

/**
 * One slot per group, whichever gateway takes it. What lies further ahead than it is ever deferred
 * was written while the database's clock was ahead.
 */
const NEXT = `
  with turn as (
    insert into telegram_group as g (chat, next_at) values (?, now() + ${PAUSE})
    on conflict (chat) do update set next_at = excluded.next_at
      where g.next_at <= now() or g.next_at > excluded.next_at + ${PAUSE}
    returning chat)
  update telegram_board b set dirty = false, busy_until = now() + ${BUSY}
  from turn where b.chat = turn.chat and b.message = (
    select message from telegram_board
    where chat = turn.chat and dirty and ${FREE} order by dirty_at limit 1)
  returning b.message::text, b.shown_in::text, b.thread::text, b.language,
    (select id from telegram_round r where r.chat = b.chat and r.message = b.message) as round`
