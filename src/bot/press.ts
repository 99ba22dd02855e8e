// A button was pressed: what it does is looked up, once, for whom it is for.
import type { CallbackQuery } from 'grammy/types'
import { AppError } from '../core/errors.ts'
import { msat } from '../core/msat.ts'
import type { Action } from './action.ts'
import { take as takeGift } from './inline.ts'
import type { Me, Parts } from './parts.ts'
import { ask, back, begin, buy } from './screens/buy.ts'
import { open } from './screens/deposit.ts'
import { explain } from './screens/explain.ts'
import { history } from './screens/history.ts'
import { makeKey, revokeKey } from './screens/keys.ts'
import { join, part } from './screens/link.ts'
import { pay } from './screens/pay.ts'
import { carryOut } from './screens/send.ts'
import { set } from './screens/settings.ts'
import type { Place } from './store/shown.ts'
import { say } from './texts/say.ts'

export async function press(
  bot: Parts,
  query: CallbackQuery,
  who: (wish: string, chat: number) => Promise<Me>,
  person: Pick<Me, 'id' | 'name' | 'language'>,
  update: number
): Promise<void> {
  const pressed = await bot.keyboards.press(query.data ?? '', person.id, update)
  if (pressed.is !== 'yes') {
    const text = say(person.language, `button.${pressed.is}`).text
    await answer(bot, query.id, text)
    return
  }
  await answer(bot, query.id)
  const { action } = pressed
  const wish = `tg:${bot.id}:button:${pressed.keyboard}`
  if (action.is === 'take') return takeGift(bot, person, action, wish, query.inline_message_id)
  const { message } = query
  if (message === undefined) return
  const place = { chat: message.chat.id, message: message.message_id, isPhoto: 'photo' in message }
  const me = await who(wish, place.chat)
  try {
    await act(me, bot, action, place)
  } catch (error) {
    if (!(error instanceof AppError)) throw error
    await bot.chat.edit(place, me.id, { words: explain(me.language, error) })
  }
}

/** Too late to answer is no error: what the button does is done all the same. */
const answer = async (bot: Parts, id: string, text?: string): Promise<void> => {
  await bot.chat.api
    .answerCallbackQuery(id, text === undefined ? {} : { text })
    .catch(() => undefined)
}

async function act(
  me: Me,
  bot: Parts,
  action: Exclude<Action, { is: 'take' }>,
  place: Place
): Promise<unknown> {
  switch (action.is) {
    case 'cancel':
      await bot.drafts.drop(me.id)
      return bot.chat.edit(place, me.id, { words: say(me.language, 'cancelled') })
    case 'deposit':
      return action.ask ? askAmount(me, bot) : open(me, bot, action.amountMsat)
    case 'pay':
      return pay(me, bot, action, place)
    case 'send':
      return carryOut(me, bot, action, place)
    case 'lapp':
      return begin(me, bot, action.lapp, place)
    case 'answer':
    case 'back':
      return goOn(me, bot, action, place)
    case 'buy':
      return buy(me, bot, action, place)
    case 'history':
      return history(me, bot, action.cursor, place)
    case 'language':
      return set(me, bot, { language: action.language }, place)
    case 'notify':
      return set(me, bot, { notify: action.on }, place)
    case 'reaction': {
      const amount = action.msat === null ? null : String(msat(BigInt(action.msat)))
      return set(me, bot, { reaction_msat: amount }, place)
    }
    case 'make key':
      return makeKey(me, bot, action.what, place)
    case 'revoke key':
      return revokeKey(me, bot, action.key, place)
    case 'join':
      return join(me, bot, action.link, place)
    case 'part':
      return part(me, bot, place)
    default:
      return action satisfies never
  }
}

/** In the dialog that is open, if it still is. */
async function goOn(
  me: Me,
  bot: Parts,
  action: Extract<Action, { is: 'answer' | 'back' }>,
  place: Place
): Promise<unknown> {
  const dialog = await bot.drafts.find(me.id)
  if (dialog?.is !== 'buy')
    return bot.chat.edit(place, me.id, { words: say(me.language, 'button.old') })
  if (action.is === 'back') return back(me, bot, dialog, place)
  const answers = { ...dialog.answers, [action.name]: action.value }
  return ask(me, bot, { ...dialog, answers }, place)
}

async function askAmount(me: Me, bot: Parts): Promise<void> {
  await bot.drafts.keep(me.id, { is: 'deposit' })
  await bot.chat.send(me.chat, me.id, { words: say(me.language, 'deposit.amount') })
}
