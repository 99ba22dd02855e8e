// Settings: language, notices, and the amount that a ⚡ reaction tips (nothing by default).
import { show, tell } from '../answer.ts'
import { type Me, type Parts } from '../parts.ts'
import type { Setting } from '../store/people.ts'
import type { Place } from '../store/shown.ts'
import { isCurrency } from '../../rates/money.ts'
import { NAMES, plain, say } from '../texts/say.ts'
import type { Button } from '../screen.ts'
import { LANGUAGES } from '../texts/language.ts'

const REACTIONS = [null, '10000', '21000', '100000']

const UNITS = [null, 'EUR', 'USD', 'GBP', 'CHF'] as const

/** `/set unit EUR`; without arguments, shows all settings. */
export async function setting(me: Me, bot: Parts, rest: string): Promise<void> {
  const [, word = ''] = /^(?:unit|currency|einheit)?\s*(\p{L}{3,7})$/iu.exec(rest.trim()) ?? []
  const code = word.toUpperCase()
  const isOff = /^(sats?|off|none|aus|btc)$/i.test(word)
  if (!isOff && !isCurrency(code)) return settings(me, bot)
  if (!isOff && bot.rates === undefined) return tell(me, bot, 'settings.unit.none')
  await bot.people.set(me.id, { unit: !isOff && isCurrency(code) ? code : null })
  await settings({ ...me, ...(await bot.people.find(me.id)) }, bot)
}

async function settings(me: Me, bot: Parts, place?: Place): Promise<void> {
  const { language, notify, reactionMsat, unit = null } = me
  const languages = LANGUAGES.map((one): Button => ({
    label: plain(`${one === language ? '✓ ' : ''}${NAMES[one]}`),
    does: { is: 'language', language: one }
  }))
  const notices: Button = {
    label: say(language, notify ? 'settings.notify.on' : 'settings.notify.off'),
    does: { is: 'notify', on: !notify }
  }
  const current = reactionMsat === undefined ? null : String(reactionMsat)
  const next = REACTIONS[(REACTIONS.indexOf(current) + 1) % REACTIONS.length] ?? null
  const reaction: Button = {
    label:
      reactionMsat === undefined
        ? say(language, 'settings.reaction.off')
        : say(language, 'settings.reaction', { amount: reactionMsat }),
    does: { is: 'reaction', msat: next }
  }
  const rest = UNITS.slice(UNITS.findIndex(one => one === unit) + 1)
  const beside: Button = {
    label:
      unit === null ? say(language, 'settings.unit.off') : say(language, 'settings.unit', { unit }),
    does: { is: 'unit', unit: rest[0] ?? null }
  }
  const money = bot.rates === undefined ? [] : [[beside]]
  const rows = [languages, [notices], [reaction], ...money]
  await show(me, bot, { words: say(language, 'settings'), rows }, place)
}

export async function changeSetting(me: Me, bot: Parts, set: Setting, place: Place): Promise<void> {
  await bot.people.set(me.id, set)
  await settings({ ...me, ...(await bot.people.find(me.id)) }, bot, place)
}
