// Carries out a typed gift: resolves the recipient, asks if it is ambiguous, then pays.
import type { Message } from 'grammy/types'
import { GrammyError } from 'grammy'
import { msat } from '../../core/msat.ts'
import type { Give } from '../action.ts'
import { show } from '../answer.ts'
import type { Way } from '../grammar/amount.ts'
import { repliedMessage, type Gift, type Target } from '../grammar/gift.ts'
import { inSats, type Priced } from '../money.ts'
import type { Me, Parts } from '../parts.ts'
import { recipientOf, type Recipient } from '../recipient.ts'
import type { Person } from '../store/people.ts'
import type { Place } from '../store/shown.ts'
import { named, say, type Words } from '../texts/say.ts'
import { showMinor } from '../texts/show-amount.ts'
import { showMinute } from '../texts/show-time.ts'
import { judgeTip } from '../tip/decide.ts'
import { tip } from '../tip/tip.ts'
import { openChat, whisper } from '../tip/whisper.ts'
import { cancel } from './cancel.ts'
import { offerPayment } from './pay.ts'
import { confirm } from './send.ts'
import type { Button, Screen } from '../screen.ts'
import type { Language } from '../texts/language.ts'

export type Plan =
  | { readonly is: 'say'; readonly words: Words }
  | { readonly is: 'ask'; readonly screen: Screen }
  | { readonly is: 'do'; readonly give: Give }

/** Resolves the recipient, without looking at any balance. */
export async function planGift(
  bot: Parts,
  giver: Person,
  { typed: said, to, mentioned }: Gift,
  message: Message
): Promise<Plan> {
  const { language } = giver
  const typed = await inSats(bot, said)
  const says = (words: Words): Plan => ({ is: 'say', words })
  const reply = message.chat.id < 0 ? repliedMessage(message) : undefined
  if (typed.is === 'money') return says(say(language, 'amount.money', { unit: typed.unit }))
  if (typed.is === 'none') {
    if (to?.is !== 'payee') return says(say(language, 'amount.wrong'))
    const payee = { is: 'payee', destination: to.text } as const
    return { is: 'do', give: { amountMsat: null, memo: '', to: payee } }
  }
  const target = to ?? (reply === undefined ? mentioned : undefined)
  const named = target && (await toOf(bot, giver, target))
  if (named !== undefined && 'is' in named && named.is === 'say') return named
  const byReply = reply && toReply(giver, message, reply)
  if (named === undefined && byReply?.is === 'say') return byReply
  const chosen = named ?? byReply
  if (chosen === undefined || chosen.is === 'say') return says(say(language, 'tip.how'))
  const ways = typed.is === 'either' ? typed.ways : [typed]
  const other =
    to === undefined && reply !== undefined && mentioned && (await toOf(bot, giver, mentioned))
  const tos = other && other.is !== 'say' && !isSame(other, chosen) ? [chosen, other] : [chosen]
  const gives = ways.flatMap(way =>
    tos.map((one): Give => ({ amountMsat: String(way.msat), memo: way.rest, to: one }))
  )
  const [only, ...more] = gives
  // An amount in another currency is confirmed in sats first; payments and sends by name are
  // confirmed anyway.
  const unseen = typed.is === 'priced' && only?.to.is === 'reply'
  if (only !== undefined && more.length === 0 && !unseen) return { is: 'do', give: only }
  const screen = wayScreen(language, gives, ways.length > 1)
  if (typed.is !== 'priced') return { is: 'ask', screen }
  return { is: 'ask', screen: { ...screen, words: pricedWords(language, typed) } }
}

const pricedWords = (language: Language, { minor, by, msat: amount }: Priced): Words =>
  say(language, 'give.money', {
    money: showMinor(minor, language, by.currency),
    amount,
    at: showMinute(by.at, language)
  })

/** One recipient, and an ambiguous amount. */
export async function askWhich(
  me: Me,
  bot: Parts,
  ways: readonly Way[],
  to: Give['to']
): Promise<void> {
  const gives = ways.map((way): Give => ({ amountMsat: String(way.msat), memo: way.rest, to }))
  await show(me, bot, wayScreen(me.language, gives, true))
}

type To = Give['to'] | Extract<Plan, { is: 'say' }>

async function toOf(bot: Parts, { id, language }: Person, target: Target): Promise<To> {
  if (target.is === 'payee') return { is: 'payee', destination: target.text }
  const found = await recipientOf(bot, target, id)
  if (found.is !== 'person') return { is: 'say', words: refusal(language, found) }
  const { name, since } = found
  return { is: 'person', id: found.id, name, since: since?.toISOString() }
}

const refusal = (language: Language, found: Exclude<Recipient, { is: 'person' }>): Words =>
  found.is === 'refused'
    ? say(language, `tip.refused.${found.why}`)
    : say(language, 'send.stranger', { name: named(found.name) })

function toReply({ id, language }: Person, message: Message, reply: Message): To {
  const judged = judgeTip(reply, id)
  if (judged.is === 'refused') {
    return { is: 'say', words: say(language, `tip.refused.${judged.why}`) }
  }
  const { chat } = message
  return {
    is: 'reply',
    chat: chat.id,
    thread: threadOf(message),
    message: reply.message_id,
    place: chat.title ?? '',
    id: judged.id,
    name: judged.name
  }
}

export const threadOf = (message: Message): number | undefined =>
  message.is_topic_message === true ? message.message_thread_id : undefined

const isSame = (a: Give['to'], b: Give['to']): boolean =>
  a.is !== 'payee' && b.is !== 'payee' && a.id === b.id

/** Two readings, two buttons; nothing is done until one is pressed. */
function wayScreen(language: Language, gives: readonly Give[], byAmount: boolean): Screen {
  const rows = gives.map((give): Button[] => [
    {
      label: say(language, 'give.way', {
        amount: BigInt(give.amountMsat ?? 0),
        name: give.to.is === 'payee' ? give.to.destination.slice(0, 24) : give.to.name
      }),
      does: { is: 'give', ...give }
    }
  ])
  const words = say(language, byAmount ? 'give.amount' : 'give.whom')
  return { words, rows: [...rows, [cancel(language)]] }
}

/** @param place the question that was answered, if there was one */
export async function give(me: Me, bot: Parts, gift: Give, place?: Place): Promise<unknown> {
  const { to, amountMsat, memo } = gift
  switch (to.is) {
    case 'reply': {
      if (amountMsat === null) return
      const given = await tip(me, bot, { ...to, to: to.id }, amountMsat, memo)
      if (place === undefined) return
      const facts = { amount: BigInt(amountMsat), name: named(to.name) }
      const words = given ? say(me.language, 'send.done', facts) : say(me.language, 'send.not')
      return bot.chat.edit(place, me.id, { words })
    }
    case 'person':
      if (amountMsat === null) return
      return confirm(me, bot, { ...to, amountMsat, memo }, place)
    case 'payee':
      if (place !== undefined) await bot.chat.remove(place)
      return inPrivate(me, bot, async mine =>
        offerPayment(mine, bot, to.destination, {
          wanted: amountMsat === null ? undefined : msat(BigInt(amountMsat)),
          comment: memo
        })
      )
    default:
      return to satisfies never
  }
}

/** Anything that reveals their balance is asked in the private chat, wherever they began. */
async function inPrivate(me: Me, bot: Parts, ask: (mine: Me) => Promise<unknown>): Promise<void> {
  const { chat } = me.spot
  if (chat > 0) {
    await ask(me)
    return
  }
  try {
    await ask({ ...me, spot: { chat: me.id } })
    bot.chat.bestEffort(me.spot, me.id, openChat(bot, me.language, 'private.asked'))
  } catch (error) {
    if (!(error instanceof GrammyError && error.error_code === 403)) throw error
    bot.chat.bestEffort(me.spot, me.id, openChat(bot, me.language, 'private'))
  }
}

/** Carries out a plan, or tells the giver in the group why not. */
export async function carryPlan(
  bot: Parts,
  giver: Person,
  decided: Plan,
  who: () => Promise<Me>,
  spot: Me['spot']
): Promise<unknown> {
  switch (decided.is) {
    case 'do':
      return give(await who(), bot, decided.give)
    case 'ask':
      return answerIn(bot, giver, spot, decided.screen)
    case 'say':
      return answerIn(bot, giver, spot, { words: decided.words })
    default:
      return decided satisfies never
  }
}

async function answerIn(
  bot: Parts,
  giver: Person,
  spot: Me['spot'],
  screen: Screen
): Promise<unknown> {
  if (spot.chat > 0) return bot.chat.send(spot, giver.id, screen)
  whisper(bot, giver, spot, screen)
  return undefined
}
