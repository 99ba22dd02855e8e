// Links the chat with an account that programs use; both sides confirm before anything moves.
import type { Link } from '../../account/links.ts'
import { showId } from '../../core/ids.ts'
import type { Action } from '../action.ts'
import { show, tell, tellOld } from '../answer.ts'
import type { Me, Parts } from '../parts.ts'
import type { Place } from '../store/shown.ts'
import { named, say, type Words } from '../texts/say.ts'
import { cancel } from './cancel.ts'

const code = (text: string) => ({ as: 'code', text }) as const

export async function link(me: Me, bot: Parts): Promise<void> {
  const joined = await bot.links.find(String(me.id))
  if (joined !== undefined) {
    const words = say(me.language, 'link.joined', { id: code(showId('acc', joined.account)) })
    const part = { label: say(me.language, 'link.part'), does: { is: 'part' } as const }
    return show(me, bot, { words, rows: [[part, cancel(me.language)]] })
  }
  const body = JSON.stringify({ code: await bot.links.ask(String(me.id), me.account) })
  await tell(me, bot, 'link.ask', { request: code(`POST /v1/account/link ${body}`) })
}

/** A holder of a key of that account has confirmed. */
export async function offerLink(bot: Parts, { id, externalId, own, account }: Link): Promise<void> {
  const person = await bot.people.find(Number(externalId))
  const [has, their] = await Promise.all([bot.accounts.find(own), bot.accounts.find(account)])
  if (person === undefined || has === undefined || their === undefined) return
  const words = say(person.language, 'link.offered', {
    name: named(their.name),
    id: code(showId('acc', account)),
    amount: has.balanceMsat
  })
  const join = { label: say(person.language, 'link.yes'), does: { is: 'join', link: id } as const }
  const rows = [[cancel(person.language), join]]
  await bot.chat.send({ chat: person.id }, person.id, { words, rows })
}

export async function joinAccounts(
  me: Me,
  bot: Parts,
  { link: id }: Extract<Action, { is: 'join' }>,
  place: Place
): Promise<void> {
  const joined = await bot.links.join(id, String(me.id))
  if (joined === undefined) return tellOld(me, bot, place)
  await bot.identities.watchMoves()
  await endKeys(bot, joined)
  await bot.transfers.carryOver()
  await bot.chat.edit(place, me.id, { words: await now(me, bot, 'link.done', joined.account) })
}

/**
 * If there are more keys than this, or it is interrupted, whatever such a key does is still carried
 * over.
 */
async function endKeys(bot: Parts, { own }: Link): Promise<void> {
  const { data } = await bot.keys.list(own, { limit: 100, cursor: undefined })
  await Promise.all(data.map(async key => bot.keys.revoke(key.id, own)))
}

export async function unlink(me: Me, bot: Parts, _action: unknown, place: Place): Promise<void> {
  const parted = await bot.links.part(String(me.id))
  await bot.identities.watchMoves()
  if (parted === undefined) return tellOld(me, bot, place)
  await bot.chat.edit(place, me.id, { words: await now(me, bot, 'link.parted', parted.own) })
}

async function now(
  me: Me,
  bot: Parts,
  key: 'link.done' | 'link.parted',
  account: Link['own']
): Promise<Words> {
  const has = await bot.accounts.find(account)
  return say(me.language, key, { amount: has?.balanceMsat ?? 0n })
}
