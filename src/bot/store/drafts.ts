// Stores the open question of a dialog and its answers so far: plain data, not a suspended program.
import type { Draft } from '../../lapps/contract/form.ts'
import type { Sql } from '../rooms.ts'

export type Dialog =
  | { readonly is: 'buy'; readonly lapp: string; readonly answers: Draft }
  | { readonly is: 'deposit' }
  /** Asks for an amount, for a destination that names none. */
  | { readonly is: 'pay'; readonly destination: string; readonly comment?: string }
  /** Asks for a comment to send along with the payment. */
  | { readonly is: 'comment'; readonly destination: string; readonly amountMsat: string }
  /** Asks for the destination of a withdrawal. */
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
