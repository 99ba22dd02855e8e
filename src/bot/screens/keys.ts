// Manages API keys: creates, shows once, revokes.
import { SCOPES, type Scope } from '../../account/scopes.ts'
import { parse, showId } from '../../core/ids.ts'
import type { Action } from '../action.ts'
import { show, tell } from '../answer.ts'
import { type Me, type Parts } from '../parts.ts'
import type { Place } from '../store/shown.ts'
import { say } from '../texts/say.ts'
import type { Button } from '../screen.ts'

type Make = Extract<Action, { is: 'make key' }>

const SETS: Readonly<Record<Make['what'], readonly Scope[]>> = {
  full: SCOPES.filter(scope => scope !== 'admin'),
  receive: ['account:read', 'deposits:write'],
  read: ['account:read']
}
const WHATS = ['full', 'receive', 'read'] as const

export async function keys(me: Me, bot: Parts, place?: Place): Promise<void> {
  const { data } = await bot.keys.list(me.account, { limit: 20, cursor: undefined })
  const revoke = data.map((key): Button[] => [
    {
      label: say(me.language, 'api.revoke', { name: `${key.name} ${key.prefix}` }),
      does: { is: 'revoke key', key: showId('key', key.id) }
    }
  ])
  const make = WHATS.map((what): Button => ({
    label: say(me.language, `api.${what}`),
    does: { is: 'make key', what }
  }))
  await show(me, bot, { words: say(me.language, 'api.list'), rows: [make, ...revoke] }, place)
}

const SHOWN_MS = 60_000

export async function makeKey(me: Me, bot: Parts, { what }: Make, place: Place): Promise<void> {
  const { apiKey, secret } = await bot.keys.create({
    account: me.account,
    name: `Telegram, ${what}`,
    scopes: SETS[what]
  })
  const words = say(me.language, 'api.made', { secret: { as: 'spoiler', text: secret } })
  const shown = await bot.chat.send(me.spot, me.id, { words }).catch(async (error: unknown) => {
    // The press is processed again and makes another: one that nobody has read must not stay.
    await bot.keys.revoke(apiKey.id, me.account)
    throw error
  })
  // If the bot stops before the minute is over, it deletes the message then.
  void bot.clock
    .sleep(SHOWN_MS, bot.stop)
    .then(async () => bot.chat.remove(shown))
    .catch(() => bot.log.warn({}, 'a secret stays in its message'))
  await keys(me, bot, place)
}

export async function revokeKey(
  me: Me,
  bot: Parts,
  { key }: Extract<Action, { is: 'revoke key' }>,
  place: Place
): Promise<void> {
  const id = parse('key', key)
  if (id !== undefined) await bot.keys.revoke(id, me.account)
  await tell(me, bot, 'api.revoked')
  await keys(me, bot, place)
}
