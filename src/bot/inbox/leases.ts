// Leases updates to gateways that share this database: a dead gateway's updates are taken over by
// another.
import type { Update } from 'grammy/types'
import type { Lane } from './queue.ts'
import type { Sql } from '../rooms.ts'
import { LEASE, type ClaimedUpdate } from './updates.ts'

export type Leases = {
  /** Extends the leases of updates still being worked on. */
  readonly renew: (ids: readonly number[]) => Promise<void>
  /**
   * Processing failed here: retried later, but later updates no longer wait for it.
   * @param isOutage Telegram did not answer a press: that counts as no attempt for a day, since
   *   money may have moved, which is still to be said
   */
  readonly fail: (id: number, isOutage: boolean) => Promise<void>
  /** Releases updates that were stored but not begun, for the next gateway. */
  readonly giveBack: (ids: readonly number[]) => Promise<void>
  /** Takes over updates whose lease expired before they were finished. */
  readonly takeLeft: () => Promise<readonly ClaimedUpdate[]>
  /** Which of these nobody is working on any more. */
  readonly over: (ids: readonly number[]) => Promise<readonly number[]>
}

/** An update that keeps failing is given up after this many attempts. */
const TRIES = 3

const OPEN = 'bot = ? and body is not null'
const THESE = `${OPEN} and id = any(?::bigint[]) and keeper = ?`

/** The older it is, the longer until it is retried, within what a lease may take. */
const AGAIN = `
  tries = case when received_at > now() - interval '1 day' then tries - 1 else tries end,
  leased_until = now() + least(greatest(now() - received_at, ${LEASE}), interval '50 seconds')`

const list = (ids: readonly number[]): string => `{${ids.join()}}`

/** @param keeper id of this process */
export const leases = (sql: Sql, bot: number, keeper: string): Leases => ({
  async renew(ids) {
    await sql(`update telegram_update set leased_until = now() + ${LEASE} where ${THESE}`, [
      ...[bot, list(ids), keeper]
    ])
  },
  async fail(id, isOutage) {
    const set = isOutage ? `keeper = null, ${AGAIN}` : 'keeper = null'
    await sql(`update telegram_update set ${set} where ${THESE}`, [bot, list([id]), keeper])
  },
  async giveBack(ids) {
    await sql(
      `update telegram_update set leased_until = now(), tries = greatest(0, tries - 1) where ${THESE}`,
      [bot, list(ids), keeper]
    )
  },
  async takeLeft() {
    const due = `${OPEN} and leased_until < now()`
    await sql(
      `update telegram_update set keeper = null
       where ${due} and tries >= ${TRIES} and keeper is not null`,
      [bot]
    )
    const rows = await sql<{ body: Update; turn: Lane; place: string }>(
      `update telegram_update set leased_until = now() + ${LEASE}, tries = tries + 1, keeper = ?
       where bot = ? and id in (
         select id from telegram_update where ${due} and tries < ${TRIES}
         order by place, id limit 100 for update skip locked)
       returning body, turn, place::text`,
      [keeper, bot, bot]
    )
    return rows
      .sort((a, b) => Number(a.place) - Number(b.place) || a.body.update_id - b.body.update_id)
      .map(({ body, turn }) => ({ update: body, turn }))
  },
  async over(ids) {
    const rows = await sql<{ id: string }>(
      `select id::text from telegram_update
       where ${OPEN} and id = any(?::bigint[]) and keeper is not null`,
      [bot, list(ids)]
    )
    const open = new Set(rows.map(row => Number(row.id)))
    return ids.filter(id => !open.has(id))
  }
})
