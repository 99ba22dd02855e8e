// The question that somebody was asked last, and what they
// have answered so far: data, not a program that waits.
import type { Draft } from '../../lapps/contract/form.ts'
import type { Sql } from '../rooms.ts'

export type Dialog =
  | { readonly is: 'buy'; readonly lapp: string; readonly answers: Draft }
  | { readonly is: 'deposit' }
  /** An amount for what names none. */
  | { readonly is: 'pay'; readonly destination: string; readonly comment?: string }
  /** Words to go along with what is about to be paid. */
  | { readonly is: 'comment'; readonly destination: string; readonly amountMsat: string }
  /** Where to withdraw so much. */
  | { readonly is: 'withdraw'; readonly amountMsat: string }

export type Drafts = {
  readonly find: (person: number) => Promise<Dialog | undefined>
  readonly keep: (person: number, dialog: Dialog) => Promise<void>
  readonly drop: (person: number) => Promise<void>
}

export const drafts = (sql: Sql): Drafts => ({
  async find(person) {
    const [row] = await sql<{ dialog: Dialog }>(
      `select dialog from telegram_draft
       where person = ? and updated_at > now() - interval '1 hour'`,
      [person]
    )
    return row?.dialog
  },
  async keep(person, dialog) {
    await sql(
      `insert into telegram_draft (person, dialog) values (?, ?::jsonb)
       on conflict (person) do update set dialog = excluded.dialog, updated_at = now()`,
      [person, JSON.stringify(dialog)]
    )
  },
  async drop(person) {
    await sql('delete from telegram_draft where person = ?', [person])
  }
})
