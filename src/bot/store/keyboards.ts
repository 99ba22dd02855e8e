// Stores buttons: an opaque id outside, its action inside; for one person, one press, a limited
// time.
import type { Action } from '../action.ts'
import type { Sql } from '../rooms.ts'

export type Press =
  /**
   * `keyboard` identifies the press for ever: it becomes the idempotency key of what the press
   * triggers.
   */
  | { readonly is: 'yes'; readonly action: Action; readonly keyboard: string }
  | { readonly is: 'old' }
  | { readonly is: 'other' }

export type Keyboards = {
  /** The callback data of each button. */
  readonly keep: (actions: readonly Action[], whose: Whose) => Promise<readonly string[]>
  readonly press: (data: string, by: By, update: number) => Promise<Press>
}

export type Whose =
  | { readonly person: number }
  /** Anyone but the owner; with a username, only its bearer when it is pressed. */
  | { readonly owner: number; readonly username?: string | undefined }
  /** Anyone, any number of times: the action itself checks who may. */
  | { readonly anybody: true }

export type By = { readonly id: number; readonly username?: string | undefined }

const LIFE = `interval '24 hours'`

type Row = { readonly person: string | null; readonly owner: string | null; readonly live: boolean }

export const keyboards = (sql: Sql, random: (bytes: number) => Buffer): Keyboards => ({
  async keep(actions, whose) {
    const id = random(12).toString('base64url')
    await sql(
      `insert into telegram_keyboard (id, person, owner, username, anybody, actions, expires_at)
       values (?, ?, ?, ?, ?, ?::jsonb, now() + ${LIFE})`,
      [
        ...[id, 'person' in whose ? whose.person : null, 'owner' in whose ? whose.owner : null],
        ...['owner' in whose ? (whose.username ?? null) : null, 'anybody' in whose],
        JSON.stringify(actions)
      ]
    )
    return actions.map((_, index) => `${id}.${index}`)
  },
  async press(data, { id: person, username }, update) {
    const [, id, index] = /^([\w-]{16})\.(\d{1,2})$/.exec(data) ?? []
    if (id === undefined) return { is: 'old' }
    const [used] = await sql<{ actions: readonly Action[] }>(
      `update telegram_keyboard set used_by = case when anybody then null else ?::bigint end
       where id = ? and (used_by is null or used_by = ?) and expires_at > now()
         and (anybody or person = ? or (person is null and owner <> ?))
         and (username is null or lower(username) = lower(?))
       returning actions`,
      [update, id, update, person, person, username ?? '']
    )
    const action = used?.actions[Number(index)]
    if (action !== undefined) return { is: 'yes', action, keyboard: id }
    const [row] = await sql<Row>(
      `select person::text, owner::text, used_by is null and expires_at > now() as live
       from telegram_keyboard where id = ?`,
      [id]
    )
    return row?.live === true ? { is: 'other' } : { is: 'old' }
  }
})
