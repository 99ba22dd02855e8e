// Sends to a person by name, after showing who that is.
import { parse, showId } from '../../core/ids.ts'
import type { Transfer } from '../../transfer/entity.ts'
import type { Action, Give } from '../action.ts'
import { show, tellOld } from '../answer.ts'
import type { Me, Parts } from '../parts.ts'
import type { Place } from '../store/shown.ts'
import { named, say, type Words } from '../texts/say.ts'
import { showDay } from '../texts/show-time.ts'
import { move } from '../tip/tip.ts'
import { cancel } from './cancel.ts'
import type { Button } from '../screen.ts'
import { claimButton } from '../claim-button.ts'
import type { Language } from '../texts/language.ts'

type To = Extract<Give['to'], { is: 'person' }>

export async function confirm(
  me: Me,
  bot: Parts,
  {
    id,
    name,
    since,
    amountMsat,
    memo
  }: To & { readonly amountMsat: string; readonly memo: string },
  place?: Place
): Promise<void> {
  const { language } = me
  const amount = BigInt(amountMsat)
  const does: Action = { is: 'send', to: id, name, amountMsat, memo }
  const facts = { amount, name: named(name), memo: { as: 'quote', text: memo } as const }
  const known = since === undefined ? '' : showDay(new Date(since), language)
  const words = ((): Words => {
    // A group must not learn anybody's user id.
    if (me.spot.chat < 0) return say(language, 'send.ask.group', facts)
    if (since === undefined) return say(me.reads, 'send.ask.new', { ...facts, id })
    return say(me.reads, 'send.ask', { ...facts, id, since: known })
  })()
  const yes: Button = { label: say(language, 'send.yes', { amount }), does }
  await show(me, bot, { words, rows: [[cancel(language), yes]] }, place)
}

export async function carryOut(
  me: Me,
  bot: Parts,
  { to, name, amountMsat, memo }: Extract<Action, { is: 'send' }>,
  place: Place
): Promise<void> {
  const { language } = me
  const transfer = await move(me, bot, to, amountMsat, memo)
  const facts = { amount: transfer.amountMsat, name: named(name) }
  if (transfer.status !== 'claimable' || transfer.expiresAt === null)
    return show(me, bot, { words: say(language, 'send.done', facts) }, place)
  // Noted before the cancel: if the transfer is claimed at this moment, the message ends up saying
  // so.
  await bot.shown.keep(transfer.id, place, { person: me.id, name, amountMsat: transfer.amountMsat })
  const until = showDay(transfer.expiresAt, language)
  if (place.chat < 0) {
    const words = say(language, 'send.waiting.group', facts)
    const rows = [[claimButton(bot.username, language)]]
    return show(me, bot, { words, rows }, place)
  }
  const words = say(language, 'send.waiting', { ...facts, until })
  await bot.chat.edit(place, me.id, { words, rows: [[takeBackButton(language, transfer, name)]] })
}

export const takeBackButton = (
  language: Language,
  { id }: Pick<Transfer, 'id'>,
  name: string
): Button => ({
  label: say(language, 'send.take_back'),
  does: { is: 'take back', transfer: showId('trf', id), name }
})

/** Or says that it was claimed first. */
export async function takeBack(
  me: Me,
  bot: Parts,
  { transfer, name }: Extract<Action, { is: 'take back' }>,
  place: Place
): Promise<void> {
  const id = parse('trf', transfer)
  if (id !== undefined) await bot.shown.takeBack(id, place)
  const ended = id && (await bot.transfers.cancel(me.account, id))
  if (ended === undefined) return tellOld(me, bot, place)
  const key = ended.status === 'returned' ? 'send.back' : 'send.claimed'
  const words = say(me.language, key, { amount: ended.amountMsat, name: named(name) })
  await bot.chat.edit(place, me.id, { words })
}
