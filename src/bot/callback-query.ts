// Handles a button press: looks up its action, once, and checks who may press.
import type { CallbackQuery } from 'grammy/types'
import { defined } from '../core/defined.ts'
import { AppError } from '../core/errors.ts'
import { plainLines } from '../core/plain-text.ts'
import type { Action } from './action.ts'
import { tellOld } from './answer.ts'
import type { Who } from './group.ts'
import { takeInline as takeGift } from './inline.ts'
import { endRound, joinRound, type RoundAnswer } from './round/join.ts'
import { openGiveaway } from './round/open.ts'
import { payRequest } from './round/request.ts'
import type { Me, Parts } from './parts.ts'
import { decideApproval } from './screens/approval.ts'
import { askField, back, beginPurchase, buy } from './screens/buy.ts'
import { askDeposit, openDeposit } from './screens/deposit.ts'
import { reasonText } from './texts/reasons.ts'
import { give, threadOf } from './screens/give.ts'
import { history } from './screens/history.ts'
import { makeKey, revokeKey } from './screens/keys.ts'
import { joinAccounts, unlink } from './screens/link.ts'
import { askComment } from './screens/pay.ts'
import { cancelPayment, pay } from './screens/paying.ts'
import { carryOut, takeBack } from './screens/send.ts'
import { changeSetting } from './screens/settings.ts'
import type { Person } from './store/people.ts'
import type { Place } from './store/shown.ts'
import { say } from './texts/say.ts'

export async function onCallbackQuery(
  bot: Parts,
  query: CallbackQuery,
  who: Who,
  person: Person,
  update: number
): Promise<void> {
  const pressed = await bot.keyboards.press(query.data ?? '', query.from, update)
  const { language } = person
  if (pressed.is !== 'yes') return answer(bot, query.id, say(language, `button.${pressed.is}`).text)
  const { action } = pressed
  const requestKey = `tg:${bot.id}:button:${pressed.keyboard}`
  if (action.is === 'take') {
    await answer(bot, query.id)
    return takeGift(bot, query.from, action, requestKey, query.inline_message_id)
  }
  if (isForAnybody(action)) {
    const spot = { chat: query.message?.chat.id ?? person.id }
    const told = await forAnybody(bot, query, person, action, requestKey, () =>
      who(requestKey, spot)
    )
    return answer(bot, query.id, told.words.text, told.isAlert)
  }
  const { message } = query
  if (message === undefined) return answer(bot, query.id)
  if (!bot.standsBelow(message, query.data)) {
    return answer(bot, query.id, say(language, 'button.old').text)
  }
  const place = { chat: message.chat.id, message: message.message_id, isPhoto: 'photo' in message }
  const thread = 'is_topic_message' in message ? threadOf(message) : undefined
  // In private the button's spinner stops at once; in a group the answer may carry the reason.
  const isGroup = place.chat < 0
  if (!isGroup) await answer(bot, query.id)
  try {
    // Each takes the action that it stands at; one of a newer version is not there.
    const act = ACTS[action.is] as Act<Owned> | undefined
    await act?.(await who(requestKey, { chat: place.chat, thread }), bot, action, place)
    if (isGroup) await answer(bot, query.id)
  } catch (error) {
    const refused = error instanceof AppError
    const words = refused ? reasonText(language, error) : say(language, 'trouble.press')
    if (isGroup) await answer(bot, query.id, words.text, true)
    // Only a refusal is certain to have moved nothing.
    const shown = isGroup && refused ? say(language, 'send.not') : words
    await bot.chat.edit(place, person.id, { words: shown }).catch(() => undefined)
    if (!refused) throw error
  }
}

type ForAnybody = Extract<Action, { is: 'join round' | 'end round' | 'request' }>

const isForAnybody = (action: Action): action is ForAnybody =>
  ['join round', 'end round', 'request'].includes(action.is)

/** Actions that anyone may press; only the presser is answered. */
async function forAnybody(
  bot: Parts,
  query: CallbackQuery,
  person: Person,
  action: ForAnybody,
  requestKey: string,
  who: () => Promise<Me>
): Promise<RoundAnswer> {
  try {
    switch (action.is) {
      case 'join round':
        return await joinRound(
          bot,
          person,
          await bot.rounds.find(action.round),
          who,
          placeIn(query)
        )
      case 'end round':
        return await endRound(bot, person, await bot.rounds.find(action.round))
      case 'request':
        return await payRequest(bot, person, action, requestKey, query, who)
      default:
        return action satisfies never
    }
  } catch (error) {
    await answer(bot, query.id, say(person.language, 'trouble.press').text, true)
    throw error
  }
}

/** The title of the group in which it was pressed. */
const placeIn = ({ message }: CallbackQuery): string => message?.chat.title ?? ''

/** UTF-16 code units. */
const ALERT_MAX = 200

/** Failing to answer in time is no error: the action is carried out all the same. */
const answer = async (bot: Parts, id: string, text?: string, isAlert = false): Promise<void> => {
  const said = text === undefined ? undefined : plainLines(text, ALERT_MAX, ALERT_MAX)
  const shown = defined({ text: said, show_alert: isAlert || undefined })
  await bot.chat.api.answerCallbackQuery(id, shown).catch(() => undefined)
}

type Owned = Exclude<Action, ForAnybody | { is: 'take' }>
type Act<A> = (me: Me, bot: Parts, action: A, place: Place) => Promise<unknown>

async function leave(me: Me, bot: Parts, _action: unknown, place: Place): Promise<void> {
  await bot.drafts.drop(me.id)
  await bot.chat.edit(place, me.id, { words: say(me.language, 'cancelled') })
}

/** What a button does that only its person may press. */
const ACTS: { readonly [A in Owned as A['is']]: Act<A> } = {
  cancel: leave,
  deposit: (me, bot, action) => (action.ask ? askDeposit(me, bot) : openDeposit(me, bot, action)),
  pay,
  comment: askComment,
  give,
  send: carryOut,
  giveaway: openGiveaway,
  'cancel payment': cancelPayment,
  'take back': takeBack,
  lapp: (me, bot, { lapp }, place) => beginPurchase(me, bot, lapp, place),
  answer: goOn,
  back: goOn,
  buy,
  history: (me, bot, { cursor }, place) => history(me, bot, cursor, place),
  language: (me, bot, { language }, place) => changeSetting(me, bot, { language }, place),
  notify: (me, bot, { on }, place) => changeSetting(me, bot, { notify: on }, place),
  unit: (me, bot, { unit }, place) => changeSetting(me, bot, { unit }, place),
  reaction: (me, bot, { msat }, place) => changeSetting(me, bot, { reaction_msat: msat }, place),
  'make key': makeKey,
  'revoke key': revokeKey,
  join: joinAccounts,
  part: unlink,
  approve: decideApproval
}

/** Continues the open dialog, if it is still open. */
async function goOn(
  me: Me,
  bot: Parts,
  action: Extract<Action, { is: 'answer' | 'back' }>,
  place: Place
): Promise<unknown> {
  const dialog = await bot.drafts.find(me.id)
  if (dialog?.is !== 'buy') return tellOld(me, bot, place)
  if (action.is === 'back') return back(me, bot, dialog, place)
  const answers = { ...dialog.answers, [action.name]: action.value }
  return askField(me, bot, { ...dialog, answers }, place)
}
