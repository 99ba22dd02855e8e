// The Telegram bot: a caller of the same rooms as REST. Receives updates by polling or webhook.
import { Api } from 'grammy'
import type { FastifyPluginCallback } from 'fastify'
import type { UserFromGetMe } from 'grammy/types'
import { defined } from '../core/defined.ts'
import { AppError } from '../core/errors.ts'
import type { Question } from '../approval/ask-owners.ts'
import type { Id } from '../core/ids.ts'
import { pollingLoop } from '../core/polling-loop.ts'
import type { Link } from '../account/links.ts'
import type { AccountEvent } from '../notify/outbox.ts'
import { openApi } from './api.ts'
import { pace } from './pace.ts'
import { parts, type Parts } from './parts.ts'
import { poll, POLL_SECONDS_MAX, reasonOf, signalOf, UPDATES } from './inbox/poll.ts'
import { downloading } from './qr/download.ts'
import { pictureReader } from './qr/read.ts'
import { receiver, type Receiver } from './inbox/receive.ts'
import type { Deps } from './rooms.ts'
import { sweepDeposits } from './screens/deposit.ts'
import { askOwner } from './screens/approval.ts'
import { offerLink } from './screens/link.ts'
import { notify } from './notifications.ts'
import { say } from './texts/say.ts'
import { webhook, WEBHOOK_PATH } from './inbox/webhook.ts'
import { LANGUAGES } from './texts/language.ts'

export type BotConfig = {
  readonly token: string
  /** A Bot API server other than Telegram's. */
  readonly apiRoot: string | undefined
  /** If set, Telegram calls our webhook; otherwise we poll. */
  readonly webhookSecret: string | undefined
  /** Where `alarm` writes to. */
  readonly operatorChat: string | undefined
}

export type Bot = {
  readonly routes: FastifyPluginCallback | undefined
  /** Rejects while the bot is not connected yet: the outbox notifies again later. */
  readonly tell: (account: Id, events: readonly AccountEvent[]) => Promise<void>
  /** Asks the person whether to link with the account that was offered. */
  readonly confirm: (link: Link) => Promise<void>
  /** Writes to the operator's chat; undefined if there is none. */
  readonly alarm: ((text: string) => Promise<void>) | undefined
  /** Asks the owner about what is over a budget. Rejects while the bot is not connected yet. */
  readonly ask: (question: Question) => Promise<void>
  /**
   * Runs until the stop signal; retries while Telegram is unreachable. `url`: our public address.
   */
  readonly run: (url: string) => Promise<void>
}

type Running = { readonly parts: Parts; readonly receiver: Receiver }

const RETRY_MS = 2_000
const SWEEP_MS = 5_000

export function bot(config: BotConfig, deps: Deps): Bot {
  const { clock, log, stop } = deps
  const root = config.apiRoot?.replace(/\/$/, '')
  const { keep, room } = pace(clock, stop)
  const api = openApi(config.token, root, keep)
  const once = new Api(config.token, defined({ timeoutSeconds: POLL_SECONDS_MAX, apiRoot: root }))
  let running: Running | undefined
  const operator = config.operatorChat

  const there = (): Running => {
    if (running === undefined) throw new AppError('not_ready', 'The bot has no Telegram yet.')
    return running
  }

  async function meet(): Promise<UserFromGetMe | undefined> {
    while (!stop.aborted) {
      try {
        return await once.getMe(signalOf(stop))
      } catch {
        log.warn({}, 'the bot waits for Telegram')
        await clock.sleep(RETRY_MS, stop)
      }
    }
    return undefined
  }

  return {
    routes:
      config.webhookSecret === undefined
        ? undefined
        : webhook(config.webhookSecret, async all => there().receiver.take(all)),
    tell: async (account, events) => notify(there().parts, account, events),
    confirm: async link => offerLink(there().parts, link),
    alarm:
      operator === undefined
        ? undefined
        : async text => {
            await api.sendMessage(operator, text)
          },
    ask: async question => askOwner(there().parts, question),
    async run(url) {
      const me = await meet()
      if (me === undefined) return
      const download = downloading(api, config.token, root)
      const made = parts(deps, api, me, { readPicture: pictureReader(), download, room })
      running = { parts: made, receiver: receiver(made) }
      const { webhookSecret: secret } = config
      const updates =
        secret === undefined ? poll(once, running.receiver, deps) : hear(made, url, secret)
      await Promise.all([sweeping(running, deps), greet(made), updates])
      await running.receiver.idle()
    }
  }
}

/** Each at a pace of its own: the leases of updates must not wait until Telegram takes an edit. */
async function sweeping({ receiver, parts }: Running, { clock, log, stop }: Deps): Promise<void> {
  const sweeps = [
    [receiver.sweep, 'updates that were left wait'],
    [() => sweepDeposits(parts), 'deposits that ended wait'],
    [parts.rounds.expire, 'rounds that ended wait'],
    [parts.board.sweep, 'tips that are not shown wait']
  ] as const
  const each = sweeps.map(async ([sweep, waits]) =>
    pollingLoop(clock, stop, async () => {
      await sweep().catch(() => log.warn({}, waits))
      return SWEEP_MS
    })
  )
  await Promise.all(each)
}

/** In private chats, and in groups. */
const SHOWN = {
  all_private_chats: [
    ...(['balance', 'deposit', 'withdraw', 'send', 'lapps', 'history'] as const),
    ...(['api', 'link', 'web', 'settings', 'help'] as const)
  ],
  all_group_chats: ['tip', 'send', 'giveaway', 'faucet', 'tipjar', 'help'] as const
} as const

/** Tries until Telegram takes it: without it the bot hears nothing. */
async function hear({ chat: { api }, clock, log, stop }: Parts, url: string, secret: string) {
  const where = `${url}${WEBHOOK_PATH}`
  let told = ''
  for (let isSet = false; !isSet && !stop.aborted;) {
    try {
      isSet = await api.setWebhook(where, { secret_token: secret, allowed_updates: [...UPDATES] })
    } catch (error) {
      const reason = reasonOf(error)
      // Once: an address that Telegram does not take is refused until somebody changes it.
      if (reason !== told) log.warn({ reason }, 'Telegram does not know where we are')
      told = reason
      await clock.sleep(SWEEP_MS, stop)
    }
  }
}

async function greet({ chat: { api }, log }: Parts): Promise<void> {
  try {
    for (const language of LANGUAGES) {
      const spoken = language === 'en' ? {} : { language_code: language }
      for (const type of ['all_private_chats', 'all_group_chats'] as const) {
        const said = SHOWN[type].map(command => ({
          command,
          description: say(language, `command.${command}`).text
        }))
        await api.setMyCommands(said, { scope: { type }, ...spoken })
      }
      await api.setMyDescription(say(language, 'bot.description').text, spoken)
      await api.setMyShortDescription(say(language, 'bot.short').text, spoken)
    }
  } catch {
    log.warn({}, 'Telegram does not know our commands')
  }
}
