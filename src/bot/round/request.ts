// Requests money in any chat: `@bot receive 500 coffee`; the first person to press pays it.
import type { CallbackQuery, InlineQuery } from 'grammy/types'
import { msat } from '../../core/msat.ts'
import { plainText } from '../../core/plain-text.ts'
import type { Action } from '../action.ts'
import { readAmount, type Way } from '../grammar/amount.ts'
import { inlineResult } from '../inline-result.ts'
import { inSats, waysOf } from '../money.ts'
import type { Me, Parts } from '../parts.ts'
import type { Person } from '../store/people.ts'
import { named, say, withMemo } from '../texts/say.ts'
import { joinRound, type RoundAnswer } from './join.ts'

const MEMO_MAX = 100

const ASKED = /^\s*(?:receive|invoice|request|ask)\s+(?=\S)/i

/** undefined if the text requests nothing. */
export async function requestIn(bot: Parts, person: Person, query: InlineQuery) {
  if (!ASKED.test(query.query)) return undefined
  const ways = waysOf(await inSats(bot, readAmount(query.query.replace(ASKED, ''))))
  return Promise.all(ways.map(async way => offer(bot, person, way)))
}

/** One request, with a button of its own. */
async function offer(
  bot: Parts,
  { id: asker, language, name }: Person,
  { msat: amount, rest }: Way
) {
  const memo = plainText(rest, MEMO_MAX)
  const does: Action = { is: 'request', amountMsat: String(amount), asker, memo }
  const [data = ''] = await bot.keyboards.keep([does], { anybody: true })
  const facts = { amount, name: named(name), memo: withMemo(language, memo) }
  return inlineResult(data, {
    title: say(language, 'request.title', facts),
    hint: say(language, 'request.hint'),
    words: say(language, 'request.text', facts),
    label: say(language, 'request.pay', facts)
  })
}

/** The idempotency key is that of the requesting message, whoever presses. */
export async function payRequest(
  bot: Parts,
  person: Person,
  { asker, amountMsat, memo }: Extract<Action, { is: 'request' }>,
  requestKey: string,
  { inline_message_id: message }: CallbackQuery,
  who: () => Promise<Me>
): Promise<RoundAnswer> {
  const [account, owner] = await Promise.all([
    bot.identities.find('telegram', String(asker)),
    bot.people.find(asker)
  ])
  const language = owner?.language ?? 'en'
  const open =
    account !== undefined && owner !== undefined
      ? await bot.rounds.open({
          id: requestKey,
          kind: 'request',
          owner: asker,
          account,
          name: owner.name,
          language,
          amountMsat: msat(BigInt(amountMsat)),
          count: 1,
          memo,
          gift: undefined,
          chat: undefined,
          message: undefined
        })
      : undefined
  const told = await joinRound(bot, person, open, who, '')
  const now = open && (await bot.rounds.find(open.id))
  if (now?.over === true && message !== undefined) {
    const { names } = await bot.rounds.joined(now.id)
    const facts = { amount: now.amountMsat, name: named(names[0] ?? ''), to: named(now.name) }
    const { text, entities } = say(language, 'request.done', facts)
    await bot.chat.api
      .editMessageTextInline(message, text, { entities: [...entities] })
      .catch(() => undefined)
  }
  return told
}
