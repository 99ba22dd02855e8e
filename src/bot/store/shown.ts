// Stores which message shows a deposit, a payment, a purchase or a pending gift, so that it can be
// edited when the state changes.
import type { Id } from '../../core/ids.ts'
import type { Sql } from '../rooms.ts'
import { languageOf } from '../texts/say.ts'
import type { Language } from '../texts/language.ts'

export type Place = {
  readonly chat: number
  readonly message: number
  readonly isPhoto: boolean
  /** The id of a message that was sent inline: its chat and number are unknown, and 0. */
  readonly inline?: string | undefined
}

export const inlinePlace = (inline: string): Place => ({
  chat: 0,
  message: 0,
  isPhoto: false,
  inline
})

/** The owner, and what has to be known when it ends. */
export type Whose = {
  readonly person: number
  readonly account?: Id
  /** A gift: its recipient and amount. */
  readonly name?: string
  readonly amountMsat?: bigint
  /** A deposit: when its message expires. */
  readonly until?: Date | undefined
}

export type Waiting = {
  readonly subject: Id
  readonly place: Place
  readonly person: number
  readonly language: Language
  readonly name: string
  readonly amountMsat: bigint
}

export type Expired = {
  readonly subject: Id
  readonly place: Place
  readonly person: number
  readonly account: Id
}

export type Shown = {
  readonly keep: (subject: Id, place: Place, whose?: Whose) => Promise<void>
  readonly find: (subject: Id) => Promise<Place | undefined>
  /** Of these, the gifts whose messages still say that they are pending; each returned once. */
  readonly ended: (subjects: readonly Id[]) => Promise<readonly Waiting[]>
  /** Deposits that should have ended by now; each returned once, unless it is postponed. */
  readonly expired: () => Promise<readonly Expired[]>
  readonly putOff: (subject: Id) => Promise<void>
  /** The giver takes the gift back: suppresses the notification that it was returned. */
  readonly takeBack: (subject: Id, place: Place) => Promise<void>
  readonly isTakenBack: (subject: Id) => Promise<boolean>
}

type Row = {
  readonly chat: string
  readonly message: string
  readonly is_photo: boolean
  readonly inline_message: string | null
}

const COLUMNS = 'chat::text, message::text, is_photo, inline_message'
const placeOf = ({ chat, message, is_photo: isPhoto, inline_message: inline }: Row): Place => ({
  chat: Number(chat),
  message: Number(message),
  isPhoto,
  inline: inline ?? undefined
})

export const shown = (sql: Sql): Shown => ({
  async keep(subject, { chat, message, isPhoto, inline = null }, whose) {
    const { person = null, account = null, name = null, amountMsat, until } = whose ?? {}
    await sql(
      `insert into telegram_shown
         (subject, chat, message, is_photo, inline_message, person, account, name, amount_msat,
          expires_at)
       values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?) on conflict do nothing`,
      [
        ...[subject, chat, message, isPhoto, inline, person, account, name],
        ...[amountMsat === undefined ? null : String(amountMsat), until ?? null]
      ]
    )
  },
  async find(subject) {
    const [row] = await sql<Row>(`select ${COLUMNS} from telegram_shown where subject = ?`, [
      subject
    ])
    return row && placeOf(row)
  },
  async ended(subjects) {
    type Ended = Row & Record<'person' | 'name' | 'amount' | 'language', string>
    const rows = await sql<Ended & { subject: Id }>(
      `with w as (
         update telegram_shown set name = null
         from (select subject as s, name as n from telegram_shown
               where subject = any(?::uuid[]) and name is not null for update) b
         where subject = b.s returning telegram_shown.*, b.n)
       select w.subject, w.chat::text, w.message::text, w.is_photo, w.inline_message, w.person::text,
         w.n as name, w.amount_msat::text as amount, p.language
       from w left join telegram_person p on p.id = w.person`,
      [`{${subjects.join()}}`]
    )
    return rows.map(row => ({
      subject: row.subject,
      place: placeOf(row),
      person: Number(row.person),
      language: languageOf(row.language),
      name: row.name,
      amountMsat: BigInt(row.amount)
    }))
  },
  async expired() {
    const rows = await sql<Row & { subject: Id; person: string; account: Id }>(
      `update telegram_shown set expires_at = null
       where subject in (
         select subject from telegram_shown where expires_at < now() order by expires_at limit 50)
       returning subject, ${COLUMNS}, person::text, account`
    )
    return rows.map(row => ({
      subject: row.subject,
      place: placeOf(row),
      person: Number(row.person),
      account: row.account
    }))
  },
  async takeBack(subject, { chat, message, isPhoto }) {
    await sql(
      `insert into telegram_shown (subject, chat, message, is_photo, taken_back)
       values (?, ?, ?, ?, true) on conflict (subject) do update set taken_back = true`,
      [subject, chat, message, isPhoto]
    )
  },
  async isTakenBack(subject) {
    const rows = await sql(`select from telegram_shown where subject = ? and taken_back`, [subject])
    return rows.length > 0
  },
  async putOff(subject) {
    await sql(
      `update telegram_shown set expires_at = now() + interval '20 seconds' where subject = ?`,
      [subject]
    )
  }
})
