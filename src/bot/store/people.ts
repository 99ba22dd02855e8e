// Stores the people that the bot has met. A username is only a sighting: usernames change hands, so
// none of these moves money unasked.
import type { User } from 'grammy/types'
import { msat, type Msat } from '../../core/msat.ts'
import { plainText } from '../../core/plain-text.ts'
import { isCurrency, type Currency } from '../../rates/money.ts'
import type { Sql } from '../rooms.ts'
import { languageOf } from '../texts/say.ts'
import type { Language } from '../texts/language.ts'

export type Person = {
  readonly id: number
  readonly name: string
  readonly language: Language
  readonly notify: boolean
  /** The amount that their ⚡ reactions tip. */
  readonly reactionMsat: Msat | undefined
  /** The currency that they see beside sats. */
  readonly unit: Currency | undefined
}

export type Sighted = { readonly id: number; readonly name: string; readonly since: Date }

export type People = {
  /** Records a person at first sight; returns their settings. */
  readonly meet: (user: User) => Promise<Person>
  readonly find: (id: number) => Promise<Person | undefined>
  /** Who bore the username in the last minutes. */
  readonly named: (username: string) => Promise<Sighted | undefined>
  readonly set: (id: number, set: Setting) => Promise<void>
}

export type Setting =
  | { readonly language: Language }
  | { readonly notify: boolean }
  | { readonly reaction_msat: string | null }
  | { readonly unit: Currency | null }

/** A person of whom nothing is known. */
export const NOBODY: Omit<Person, 'id'> = {
  name: '',
  language: 'en',
  notify: true,
  reactionMsat: undefined,
  unit: undefined
}

const REMEMBERED_MS = 60_000
const REMEMBERED_MAX = 10_000
const NAME_MAX = 64

/** Telegram lets a released username be taken after about a quarter of an hour. */
const FRESH = `interval '10 minutes'`

type Row = {
  readonly id: string
  readonly name: string
  readonly language: string | null
  readonly notify: boolean
  readonly reaction_msat: string | null
  readonly unit: string | null
}

const COLUMNS = 'id::text, name, language, notify, reaction_msat::text, unit'

export function people(sql: Sql, now: () => number): People {
  const met = new Map<number, { at: number; as: string; person: Promise<Person> }>()

  async function note(user: User): Promise<Person> {
    const username = user.username ?? null
    if (username !== null) {
      await sql(
        `update telegram_person set username = null where lower(username) = lower(?) and id <> ?`,
        [username, user.id]
      )
    }
    const [row] = await sql<Row>(
      `insert into telegram_person as p (id, name, username, language) values (?, ?, ?, ?)
       on conflict (id) do update
       set name = excluded.name, username = excluded.username, seen_at = now(),
         language = coalesce(p.language, excluded.language)
       returning ${COLUMNS}`,
      [user.id, nameOf(user), username, spoken(user)]
    )
    return personOf(row, user)
  }

  return {
    async meet(user) {
      const as = [nameOf(user), user.username, user.language_code].join('\n')
      const before = met.get(user.id)
      if (before?.as === as && now() - before.at < REMEMBERED_MS) return before.person
      const person = note(user)
      met.set(user.id, { at: now(), as, person })
      person.catch(() => met.delete(user.id))
      for (const oldest of met.keys()) {
        if (met.size <= REMEMBERED_MAX) break
        met.delete(oldest)
      }
      return person
    },
    async find(id) {
      const [row] = await sql<Row>(`select ${COLUMNS} from telegram_person where id = ?`, [id])
      return row && personOf(row)
    },
    async named(username) {
      const rows = await sql<{ id: string; name: string; since: Date | string }>(
        `select id::text, name, first_seen_at as since from telegram_person
         where lower(username) = lower(?) and seen_at > now() - ${FRESH}`,
        [username]
      )
      const [row] = rows
      if (row === undefined || rows.length > 1) return undefined
      return { id: Number(row.id), name: row.name, since: new Date(row.since) }
    },
    async set(id, set) {
      const [[column, value] = []] = Object.entries(set)
      await sql(`update telegram_person set ${String(column)} = ? where id = ?`, [value, id])
      met.delete(id)
    }
  }
}

/** The language that Telegram reports is stored at first contact: notifications come without it. */
const spoken = ({ language_code: code }: User): Language | null =>
  code === undefined ? null : languageOf(code)

export const nameOf = (user: User): string =>
  plainText([user.first_name, user.last_name ?? ''].join(' '), NAME_MAX) || String(user.id)

/** A sender who is never stored: a bot, which cannot have an account. */
export const strangerOf = (user: User): Person => personOf(undefined, user)

function personOf(row: Row | undefined, user?: User): Person {
  return {
    id: Number(row?.id ?? user?.id),
    name: row?.name ?? (user === undefined ? '' : nameOf(user)),
    language: languageOf(row?.language ?? user?.language_code),
    notify: row?.notify ?? true,
    reactionMsat: row?.reaction_msat ? msat(BigInt(row.reaction_msat)) : undefined,
    unit: row?.unit && isCurrency(row.unit) ? row.unit : undefined
  }
}
