// Stores giveaways, tip jars and requests, and who has taken or paid a part.
import type { Id } from '../../core/ids.ts'
import { msat, type Msat } from '../../core/msat.ts'
import type { Sql } from '../rooms.ts'
import { languageOf } from '../texts/say.ts'
import type { Language } from '../texts/language.ts'

export type Round = {
  readonly id: string
  readonly kind: 'giveaway' | 'tipjar' | 'request'
  readonly owner: number
  readonly account: Id
  readonly name: string
  /** The owner's. */
  readonly language: Language
  /** To each person, or from each. */
  readonly amountMsat: Msat
  readonly count: number
  readonly memo: string
  /** For a giveaway: the transfers' gift id. */
  readonly gift: Id | undefined
  readonly chat: number | undefined
  readonly message: number | undefined
  readonly over: boolean
}

export type Joined = {
  readonly count: number
  /** The first few names. */
  readonly names: readonly string[]
}

export type Rounds = {
  /** Stores the round unless it exists; returns the stored one. */
  readonly open: (round: Omit<Round, 'over'>) => Promise<Round>
  readonly find: (id: string) => Promise<Round | undefined>
  /** Sets which message of a group shows it: from now on it is edited at the group's pace. */
  readonly place: (id: string, place: Place) => Promise<void>
  readonly joined: (id: string) => Promise<Joined>
  /**
   * Reserves a place for the person. `again`: reserved before, money not yet moved; `had`: moved.
   */
  readonly reserve: (id: string, person: number, name: string) => Promise<Reserved>
  /** Marks their money as moved. */
  readonly settle: (id: string, person: number, name: string) => Promise<void>
  /** Frees the place again, since their money did not move. */
  readonly leave: (id: string, person: number) => Promise<void>
  readonly end: (id: string) => Promise<void>
  /** Ends the rounds that have expired. */
  readonly expire: () => Promise<void>
  /** The round of a gift whose remainder was returned; reported once. */
  readonly returned: (gift: Id) => Promise<Round | undefined>
}

export type Reserved = 'yes' | 'again' | 'had' | 'full'

type Place = {
  readonly chat: number
  readonly message: number
  readonly thread: number | undefined
}

type Row = Record<'id' | 'owner' | 'account' | 'name' | 'language' | 'amount' | 'memo', string> & {
  readonly kind: Round['kind']
  readonly count: number
  readonly gift: Id | null
  readonly chat: string | null
  readonly message: string | null
  readonly over: boolean
}

const COLUMNS = `id, kind, owner::text, account, name, language, amount_msat::text as amount,
  count, memo, gift, chat::text, message::text, over`

const NAMES_MAX = 5

/** The board that shows a round is the round's own message. */
const SHOW = `
  update telegram_board b set dirty = true,
    dirty_at = case when b.dirty then b.dirty_at else now() end
  from r where b.chat = r.chat and b.message = r.message`

export function rounds(sql: Sql): Rounds {
  const one = async (where: string, value: string): Promise<Round | undefined> => {
    const [row] = await sql<Row>(`select ${COLUMNS} from telegram_round where ${where} = ?`, [
      value
    ])
    return row && roundOf(row)
  }
  const touch = async (set: string, where: string, values: readonly unknown[]) => {
    await sql(
      `with r as (update telegram_round set ${set} where ${where} returning chat, message) ${SHOW}`,
      values
    )
  }
  return {
    async open(round) {
      await sql(
        `insert into telegram_round (id, kind, owner, account, name, language, amount_msat, count,
           memo, gift, ends_at)
         values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, now() + interval '${HOURS} hours')
         on conflict do nothing`,
        [
          ...[round.id, round.kind, round.owner, round.account, round.name, round.language],
          ...[String(round.amountMsat), round.count, round.memo, round.gift ?? null]
        ]
      )
      return (await one('id', round.id)) ?? { ...round, over: false }
    },
    find: async id => one('id', id),
    async place(id, { chat, message, thread }) {
      await sql(
        `with r as (update telegram_round set chat = ?, message = ? where id = ? returning language)
         insert into telegram_board (chat, message, shown_in, dirty, thread, language)
         select ?, ?, ?, false, ?, language from r on conflict do nothing`,
        [chat, message, id, chat, message, message, thread ?? null]
      )
    },
    async joined(id) {
      const rows = await sql<{ name: string; count: string }>(
        `select name, (count(*) over ())::text as count from telegram_round_part
         where round = ? and done order by created_at limit ${NAMES_MAX}`,
        [id]
      )
      return { count: Number(rows[0]?.count ?? 0), names: rows.map(({ name }) => name) }
    },
    async reserve(id, person, name) {
      const [row] = await sql<{ made: boolean; done: boolean | null }>(RESERVE, [
        ...[id, person, id, person, name]
      ])
      if (row?.made === true) return 'yes'
      if (row?.done === true) return 'had'
      return row?.done === false ? 'again' : 'full'
    },
    async settle(id, person, name) {
      await sql(
        `insert into telegram_round_part (round, person, name, done) values (?, ?, ?, true)
         on conflict (round, person) do update set done = true`,
        [id, person, name]
      )
      await touch(
        `over = over or
           (select count(*) from telegram_round_part where round = ? and done) >= count`,
        'id = ?',
        [id, id]
      )
    },
    async leave(id, person) {
      await sql(
        `with gone as (delete from telegram_round_part
           where round = ? and person = ? and not done returning round)
         update telegram_round set reserved = reserved - 1 from gone where id = round`,
        [id, person]
      )
    },
    end: async id => touch('over = true', 'id = ?', [id]),
    expire: async () => touch('over = true', 'ends_at < now() and not over', []),
    async returned(gift) {
      await touch('over = true', 'gift = ? and not over', [gift])
      const [row] = await sql<Row>(
        `update telegram_round set told = true where gift = ? and not told returning ${COLUMNS}`,
        [gift]
      )
      return row && roundOf(row)
    }
  }
}

/** How long a round lasts if nobody ends it. */
export const HOURS = 24

/** Places are counted in the round's own row, so that two people cannot both take the last one. */
const RESERVE = `
  with mine as (select done from telegram_round_part where round = ? and person = ?),
    room as (update telegram_round set reserved = reserved + 1
      where id = ? and reserved < count and not over and ends_at > now()
        and not exists (select from mine)
      returning id),
    made as (insert into telegram_round_part (round, person, name)
      select id, ?::bigint, ? from room on conflict do nothing returning round)
  select exists (select from made) as made, (select done from mine) as done`

const roundOf = (row: Row): Round => ({
  id: row.id,
  kind: row.kind,
  owner: Number(row.owner),
  account: row.account as Id,
  name: row.name,
  language: languageOf(row.language),
  amountMsat: msat(BigInt(row.amount)),
  count: row.count,
  memo: row.memo,
  gift: row.gift ?? undefined,
  over: row.over,
  chat: row.chat === null ? undefined : Number(row.chat),
  message: row.message === null ? undefined : Number(row.message)
})
