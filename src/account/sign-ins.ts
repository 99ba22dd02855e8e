// Single-use sign-ins (a link from the bot, or a proof by Telegram), and the amount above which the
// owner must sign in again.
import type { EntityManager } from '@mikro-orm/postgresql'
import { hash } from 'node:crypto'
import type { Id } from '../core/ids.ts'
import { msat, type Msat } from '../core/msat.ts'
import { query } from '../db/query.ts'

export type SignIns = {
  /** A code valid once and for five minutes; the person's earlier codes expire. */
  readonly offer: (person: string) => Promise<string>
  /** The person whose code it is; a code works only once. */
  readonly take: (code: string) => Promise<string | undefined>
  /** True the first time; `seconds` is the longest that such a proof stays fresh. */
  readonly first: (proof: string, seconds: number) => Promise<boolean>
  readonly askAbove: (account: Id) => Promise<Msat | undefined>
  /** Undefined: never ask. */
  readonly setAskAbove: (account: Id, amount: Msat | undefined) => Promise<void>
  /** Run by the schedule. */
  readonly prune: () => Promise<void>
}

const digest = (text: string): Buffer => hash('sha256', text, 'buffer')

export const signIns = (em: EntityManager, random: (bytes: number) => Buffer): SignIns => ({
  async offer(person) {
    const code = random(24).toString('base64url')
    await query(
      em,
      `with old as (delete from sign_in where external_id = ?)
       insert into sign_in (digest, external_id, expires_at)
       values (?, ?, now() + interval '5 minutes')`,
      [person, digest(code), person]
    )
    return code
  },
  async take(code) {
    const [found] = await query<{ person: string }>(
      em,
      `delete from sign_in where digest = ? and external_id is not null and expires_at > now()
       returning external_id as person`,
      [digest(code)]
    )
    return found?.person
  },
  async first(proof, seconds) {
    const made = await query(
      em,
      `insert into sign_in (digest, expires_at) values (?, now() + ? * interval '1 second')
       on conflict do nothing returning 1 as one`,
      [digest(proof), seconds]
    )
    return made.length > 0
  },
  async askAbove(account) {
    const [found] = await query<{ msat: string }>(
      em,
      'select ask_above_msat::text as msat from session_limit where account = ?',
      [account]
    )
    return found && msat(BigInt(found.msat))
  },
  async setAskAbove(account, amount) {
    await (amount === undefined
      ? query(em, 'delete from session_limit where account = ?', [account])
      : query(
          em,
          `insert into session_limit (account, ask_above_msat) values (?, ?)
           on conflict (account) do update set ask_above_msat = excluded.ask_above_msat`,
          [account, String(amount)]
        ))
  },
  async prune() {
    await query(em, 'delete from sign_in where expires_at < now()')
  }
})
