// Sends to a person by name, after showing who that
// is; by reply it is a tip, to an address a payment.
import type { Message } from 'grammy/types'
import { show } from '../../core/ids.ts'
import { msat } from '../../core/msat.ts'
import { plainText } from '../../core/plain-text.ts'
import type { Action } from '../action.ts'
import { readAmount, showAmount } from '../amount.ts'
import { keyFor, type Me, type Parts } from '../parts.ts'
import type { Place } from '../store/shown.ts'
import { nameOf, type Sighted } from '../store/people.ts'
import { say } from '../texts/say.ts'
import { judge } from '../tip/decide.ts'
import { cancel, offer } from './pay.ts'

type Receiver = Omit<Sighted, 'since'> & { readonly since?: Date }

const MEMO_MAX = 200

export async function send(me: Me, bot: Parts, rest: string, message: Message): Promise<void> {
  const [first = '', second = '', ...more] = rest.split(/\s+/)
  const amount = readAmount(first)
  if (amount === undefined) return tell(me, bot, 'send.how')
  if (/^[^@\s]+@[^@\s]+$/.test(second)) return offer(me, bot, second, amount)
  const receiver = await receiverOf(bot, message, second)
  if (receiver === undefined) {
    if (second === '') return tell(me, bot, 'send.how')
    await bot.chat.send(me.chat, me.id, {
      words: say(me.language, 'send.stranger', { name: second })
    })
    return
  }
  if (receiver.id === me.id) return tell(me, bot, 'tip.refused.self')
  const memo = plainText(more.join(' '), MEMO_MAX)
  const { id, name, since } = receiver
  const does: Action = { is: 'send', to: id, name, amountMsat: String(amount), memo }
  const quoted = { as: 'quote', text: memo } as const
  const facts = { amount: showAmount(amount), name, id, memo: quoted }
  const words = since
    ? say(me.language, 'send.ask', { ...facts, since: since.toISOString().slice(0, 10) })
    : say(me.language, 'send.ask.new', facts)
  const yes = { label: say(me.language, 'send.yes', { amount: showAmount(amount) }), does }
  await bot.chat.send(me.chat, me.id, { words, rows: [[cancel(me.language), yes]] })
}

/** A mention that carries the person is sure; a name only if its bearer was seen just now. */
async function receiverOf(
  bot: Parts,
  message: Message,
  word: string
): Promise<Receiver | undefined> {
  const mention = message.entities?.find(entity => entity.type === 'text_mention')
  if (mention !== undefined) {
    const judged = judge({ from: mention.user, text: '' } as Parameters<typeof judge>[0], 0)
    return judged.is === 'person' ? { id: judged.id, name: nameOf(mention.user) } : undefined
  }
  return word.startsWith('@') ? bot.people.named(word.slice(1)) : undefined
}

const tell = async (me: Me, bot: Parts, key: 'send.how' | 'tip.refused.self'): Promise<void> => {
  await bot.chat.send(me.chat, me.id, { words: say(me.language, key) })
}

export async function carryOut(
  me: Me,
  bot: Parts,
  { to, name, amountMsat, memo }: Extract<Action, { is: 'send' }>,
  place: Place
): Promise<void> {
  const transfer = await move(me, bot, to, amountMsat, memo)
  const amount = showAmount(transfer.amountMsat)
  const until = transfer.expiresAt?.toISOString().slice(0, 10) ?? ''
  const words =
    transfer.status === 'claimable'
      ? say(me.language, 'send.waiting', { amount, name, until })
      : say(me.language, 'send.done', { amount, name })
  await bot.chat.edit(place, me.id, { words })
}

/** To their account where they have one, else for them to claim. */
export async function move(me: Me, bot: Parts, to: number, amountMsat: string, memo: string) {
  const account = await bot.identities.find('telegram', String(to))
  const { transfer } = await bot.transfers.send(
    me.account,
    keyFor(me, 'transfers', { to, amountMsat, memo }),
    {
      to: account === undefined ? `telegram:${to}` : show('acc', account),
      amountMsat: msat(BigInt(amountMsat)),
      memo: memo === '' ? undefined : memo,
      expiresInSeconds: undefined
    }
  )
  return transfer
}
