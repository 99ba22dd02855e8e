// Offers a gift in any chat: `@bot 100` goes to whoever else presses first; `@bot 100 @ann` only to
// her. An ambiguous amount is offered in both its meanings.
import type { InlineQuery, User } from 'grammy/types'
import { AppError } from '../core/errors.ts'
import { msat } from '../core/msat.ts'
import type { Action } from './action.ts'
import { claimButton } from './claim-button.ts'
import type { Way } from './grammar/amount.ts'
import { readGift } from './grammar/gift.ts'
import { inlineResult } from './inline-result.ts'
import { inSats, waysOf } from './money.ts'
import type { Me, Parts } from './parts.ts'
import { recipientOf, type Recipient } from './recipient.ts'
import { requestIn } from './round/request.ts'
import { reasonText } from './texts/reasons.ts'
import type { Screen } from './screen.ts'
import { nameOf, type Person } from './store/people.ts'
import { inlinePlace } from './store/shown.ts'
import type { Whose } from './store/keyboards.ts'
import { concat, lines, named, say, withMemo, type Words } from './texts/say.ts'
import { checkPerson } from './tip/decide.ts'
import { move } from './tip/tip.ts'
import type { Language } from './texts/language.ts'

export async function offerInline(bot: Parts, person: Person, query: InlineQuery): Promise<void> {
  const show = async (results: Parameters<typeof bot.chat.api.answerInlineQuery>[1]) =>
    bot.chat.api.answerInlineQuery(query.id, results, { cache_time: 0, is_personal: true })
  const asked = await requestIn(bot, person, query)
  if (asked !== undefined) {
    await show(asked)
    return
  }
  const gift = readGift(query.query.replace(/^\s*(?:send|give|tip|pay|zap)\s+/i, ''))
  const { typed: said, to = gift.mentioned } = gift
  const ways = waysOf(await inSats(bot, said))
  const found = to && to.is !== 'payee' ? await recipientOf(bot, to, person.id) : undefined
  if (to?.is === 'payee' || found?.is === 'refused') {
    await show([])
    return
  }
  await show(await Promise.all(ways.map(async way => offer(bot, person, way, found))))
}

type Known = Exclude<Recipient, { is: 'refused' }>

/** One gift, with a button of its own. */
async function offer(
  bot: Parts,
  { id: giver, language }: Person,
  { msat: amount, rest: memo }: Way,
  found: Known | undefined
) {
  const take: Action = { is: 'take', amountMsat: String(amount), giver, memo }
  const [data = ''] = await bot.keyboards.keep([take], whoseIs(giver, found))
  const facts = { amount, memo: withMemo(language, memo) }
  const name = found && named(found.name)
  const words = name
    ? say(language, 'inline.text.for', { ...facts, name })
    : say(language, 'inline.text', facts)
  const hint = found
    ? say(language, 'inline.hint.for', { name: found.name })
    : say(language, 'inline.hint')
  const title = say(language, 'inline.title', { amount })
  return inlineResult(data, { title, hint, words, label: say(language, 'inline.take') })
}

/**
 * By user id if they were seen under the name just now, else by the username they bear when they
 * press.
 */
function whoseIs(owner: number, found: Known | undefined): Whose {
  if (found === undefined) return { owner }
  return found.is === 'person' ? { person: found.id } : { owner, username: found.name.slice(1) }
}

/**
 * Pays from the giver's current balance; the button is the idempotency key, so it happens once. If
 * it cannot be given, everyone sees that it is over and only its giver sees why.
 */
export async function takeInline(
  bot: Parts,
  taker: User,
  { giver, amountMsat, memo = '' }: Extract<Action, { is: 'take' }>,
  requestKey: string,
  message: string | undefined
): Promise<void> {
  const account = await bot.identities.find('telegram', String(giver))
  const person = await bot.people.find(giver)
  const place = message === undefined ? undefined : inlinePlace(message)
  const show = async (words: Words, rows: Screen['rows'] = []): Promise<void> => {
    if (place !== undefined) await bot.chat.edit(place, giver, { words, rows })
  }
  const amount = msat(BigInt(amountMsat))
  const language: Language = person?.language ?? 'en'
  const off = say(language, 'inline.off', { amount })
  const judged = checkPerson(taker, giver)
  if (account === undefined || person === undefined || judged.is === 'refused') {
    await show(off)
    return
  }
  const me: Me = {
    ...person,
    account,
    reads: language,
    spot: { chat: giver },
    requestKey,
    isNew: false
  }
  const moved = await move(me, bot, taker.id, amountMsat, memo).catch(async (error: unknown) => {
    // Only a refusal is certain to have moved nothing: anything else is tried again.
    if (!(error instanceof AppError)) throw error
    await show(off)
    const words = concat([off, reasonText(language, error)], '\n')
    // Anyone who has no chat with the bot, or has blocked it, sees the public text.
    await bot.chat.send(me.spot, giver, { words }).catch(() => undefined)
  })
  if (moved === undefined) return
  const name = nameOf(taker)
  const taken = say(language, 'inline.taken', { amount, name: named(name) })
  if (moved.status !== 'claimable') return show(taken)
  // Noted first: if it is claimed at this moment, the message ends up saying so.
  if (place) await bot.shown.keep(moved.id, place, { person: giver, name, amountMsat: amount })
  await show(lines([taken, say(language, 'tip.claim')]), [[claimButton(bot.username, language)]])
}
