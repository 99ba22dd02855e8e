// A gift in any chat: `@bot 100` offers it, whoever else presses first has it.
import type { InlineQuery } from 'grammy/types'
import { AppError } from '../core/errors.ts'
import { msat } from '../core/msat.ts'
import type { Action } from './action.ts'
import { readAmount, showAmount } from './amount.ts'
import type { Me, Parts } from './parts.ts'
import { explain } from './screens/explain.ts'
import { move } from './screens/send.ts'
import type { Person } from './store/people.ts'
import { concat, say, type Language, type Words } from './texts/say.ts'

export async function offerInline(bot: Parts, person: Person, query: InlineQuery): Promise<void> {
  const [, text = ''] = /^\s*(?:send|give|tip)?\s*(\S+)/i.exec(query.query) ?? []
  const amountMsat = readAmount(text)
  if (amountMsat === undefined) {
    await bot.chat.api.answerInlineQuery(query.id, [], { cache_time: 0, is_personal: true })
    return
  }
  const amount = showAmount(amountMsat)
  const take: Action = { is: 'take', amountMsat: String(amountMsat), giver: person.id }
  const [data = ''] = await bot.keyboards.keep([take], undefined, person.id)
  const label = say(person.language, 'inline.take').text
  await bot.chat.api.answerInlineQuery(
    query.id,
    [
      {
        type: 'article',
        id: data.slice(0, 16),
        title: say(person.language, 'inline.title', { amount }).text,
        description: say(person.language, 'inline.hint').text,
        input_message_content: {
          message_text: say(person.language, 'inline.text', { amount }).text
        },
        reply_markup: { inline_keyboard: [[{ text: label, callback_data: data }]] }
      }
    ],
    { cache_time: 0, is_personal: true }
  )
}

/**
 * From the giver's balance as it is now; the press names the wish, so it happens once.
 * One that cannot be given is over: all see that, and only its giver sees why.
 */
export async function take(
  bot: Parts,
  taker: { readonly id: number; readonly name: string; readonly language: Language },
  { giver, amountMsat }: Extract<Action, { is: 'take' }>,
  wish: string,
  message: string | undefined
): Promise<void> {
  const account = await bot.identities.find('telegram', String(giver))
  const person = await bot.people.find(giver)
  const show = async (words: Words): Promise<unknown> =>
    message !== undefined && bot.chat.api.editMessageTextInline(message, words.text)
  const amount = showAmount(msat(BigInt(amountMsat)))
  const off = say(person?.language ?? taker.language, 'inline.off', { amount })
  if (account === undefined || person === undefined) {
    await show(off)
    return
  }
  const me: Me = { ...person, account, chat: giver, wish }
  try {
    await move(me, bot, taker.id, amountMsat, '')
    await show(say(person.language, 'inline.taken', { amount, name: taker.name }))
  } catch (error) {
    if (!(error instanceof AppError)) throw error
    await show(off)
    const words = concat([off, explain(person.language, error)], '\n')
    // Whoever has no chat with the bot, or has blocked it, sees what all see.
    await bot.chat.send(giver, giver, { words }).catch(() => undefined)
  }
}
