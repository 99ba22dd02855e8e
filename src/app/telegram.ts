// Runs the Telegram bot if a token is set: wires its rooms, its tables and the outbox that it sends
// notifications from.
import type { EntityManager } from '@mikro-orm/postgresql'
import { randomBytes } from 'node:crypto'
import { bot, type Bot, type BotConfig } from '../bot/bot.ts'
import type { Config } from '../config.ts'
import { clock } from '../core/clock.ts'
import type { Log } from '../core/log.ts'
import type { Wake } from '../core/wake.ts'
import { query } from '../db/query.ts'
import { checkoutUrl } from '../http/checkout-url.ts'
import { notify } from '../notify/notify.ts'
import type { Sandbox } from '../sandbox/spawn.ts'
import type { OpenRooms } from './rooms.ts'

export type Telegram = Pick<Bot, 'routes' | 'confirm' | 'ask' | 'alarm'> & {
  /** Starts; resolves once it has ended after the stop signal. */
  readonly run: () => Promise<unknown>
}

/** The operator's bot; in a sandbox without one, that of the simulated Telegram. */
export const botOf = (
  { telegram: own, publicUrl, sandbox: isSandbox }: Config,
  sandbox: Pick<Sandbox, 'telegram'> | undefined
): { telegram: BotConfig | undefined; publicUrl: string } => ({
  publicUrl,
  telegram:
    own ??
    (isSandbox && sandbox !== undefined
      ? {
          token: sandbox.telegram.token,
          apiRoot: sandbox.telegram.root,
          webhookSecret: undefined,
          operatorChat: undefined
        }
      : undefined)
})

export function telegram(
  { telegram: config, publicUrl }: { telegram: BotConfig | undefined; publicUrl: string },
  em: EntityManager,
  rooms: OpenRooms,
  log: Log,
  stop: AbortSignal,
  wake: Wake
): Telegram | undefined {
  if (config === undefined) return undefined
  const { tell, run, ...own } = bot(config, {
    ...rooms,
    signInLink: async person =>
      `${publicUrl.replace(/\/+$/, '')}/web/${await rooms.signIns.offer(person)}`,
    checkout: deposit => checkoutUrl(publicUrl, deposit),
    catalogue: rooms.lapps.list,
    sql: async <T extends object>(text: string, values: readonly unknown[] = []) =>
      query<T>(em, text, [...values]),
    clock,
    random: randomBytes,
    log,
    stop
  })
  return {
    ...own,
    run: async () => Promise.all([run(publicUrl), notify({ em, clock, log, wake, tell }, stop)])
  }
}
