// A gift in any chat: `@bot 100` offers it, whoever else presses first has it.
import type { InlineQuery } from 'grammy/types'
import type { Action } from './action.ts'
import { readAmount, showAmount } from './amount.ts'
import type { Me, Parts } from './parts.ts'
import { move } from './screens/send.ts'
import { say } from './texts/say.ts'
import type { Person } from './store/people.ts'

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

/** From the giver's balance as it is now; the press names the wish, so it happens once. */
export async function take(
  bot: Parts,
  taker: { readonly id: number; readonly name: string },
  { giver, amountMsat }: Extract<Action, { is: 'take' }>,
  wish: string,
  message: string | undefined
): Promise<void> {
  const account = await bot.identities.find('telegram', String(giver))
  const person = await bot.people.find(giver)
  if (account === undefined || person === undefined) return
  const me: Me = { ...person, account, chat: giver, wish }
  const transfer = await move(me, bot, taker.id, amountMsat, '')
  if (message === undefined) return
  const values = { amount: showAmount(transfer.amountMsat), name: taker.name }
  const { text } = say(person.language, 'inline.taken', values)
  await bot.chat.api.editMessageTextInline(message, text)
}
