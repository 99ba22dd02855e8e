// Buttons: an opaque id outside, what it does inside; for one person, for one press, for a while.
import type { Action } from '../action.ts'
import type { Sql } from '../rooms.ts'

export type Press =
  /** `keyboard` names the press for ever: the key of whatever it sets off. */
  | { readonly is: 'yes'; readonly action: Action; readonly keyboard: string }
  | { readonly is: 'old' }
  | { readonly is: 'other' }

export type Keyboards = {
  /** The data of each button; `person` undefined: anybody but the owner. */
  readonly keep: (
    actions: readonly Action[],
    person: number | undefined,
    owner?: number
  ) => Promise<readonly string[]>
  readonly press: (data: string, person: number, update: number) => Promise<Press>
}

const LIFE = `interval '24 hours'`

type Row = { readonly person: string | null; readonly owner: string | null; readonly live: boolean }

export const keyboards = (sql: Sql, random: (bytes: number) => Buffer): Keyboards => ({
  async keep(actions, person, owner) {
    const id = random(12).toString('base64url')
    await sql(
      `insert into telegram_keyboard (id, person, owner, actions, expires_at)
       values (?, ?, ?, ?::jsonb, now() + ${LIFE})`,
      [id, person ?? null, owner ?? null, JSON.stringify(actions)]
    )
    return actions.map((_, index) => `${id}.${index}`)
  },
  async press(data, person, update) {
    const [, id, index] = /^([\w-]{16})\.(\d{1,2})$/.exec(data) ?? []
    if (id === undefined) return { is: 'old' }
    const [used] = await sql<{ actions: readonly Action[] }>(
      `update telegram_keyboard set used_by = ?
       where id = ? and (used_by is null or used_by = ?) and expires_at > now()
         and (person = ? or (person is null and owner <> ?))
       returning actions`,
      [update, id, update, person, person]
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
