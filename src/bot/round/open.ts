// Opens a tip jar, or a giveaway after its giver has confirmed the cost.
import { msat } from '../../core/msat.ts'
import { plainText } from '../../core/plain-text.ts'
import { PARTS_MAX } from '../../transfer/gifts.ts'
import type { Action } from '../action.ts'
import { keyFor, type Me, type Parts } from '../parts.ts'
import type { Place } from '../store/shown.ts'
import { HOURS, type Round } from '../store/rounds.ts'
import { cancel } from '../screens/cancel.ts'
import { say, withMemo } from '../texts/say.ts'
import { readRound, type Game } from './read.ts'
import { roundScreen } from './screen.ts'
import type { Screen } from '../screen.ts'
import type { Language } from '../texts/language.ts'

type Giveaway = Extract<Action, { is: 'giveaway' }>

const MEMO_MAX = 200
const NOBODY_YET = { count: 0, names: [] } as const

/** What to ask first; undefined if a jar can be opened at once. */
export function opening(language: Language, game: Game, rest: string): First | Jar {
  const typed = readRound(game, rest)
  switch (typed.is) {
    case 'unclear':
      return { is: 'say', screen: { words: say(language, `round.how.${game}`) } }
    case 'too many':
      return { is: 'say', screen: { words: say(language, 'round.many', { max: PARTS_MAX }) } }
    case 'round': {
      const { kind, amountMsat, count } = typed
      const memo = plainText(typed.memo, MEMO_MAX)
      if (kind === 'tipjar') return { is: 'jar', amountMsat: String(amountMsat), count, memo }
      const does: Giveaway = { is: 'giveaway', amountMsat: String(amountMsat), count, memo }
      return { is: 'ask', screen: asked(language, does) }
    }
    default:
      return typed satisfies never
  }
}

type First =
  | { readonly is: 'say'; readonly screen: Screen }
  | { readonly is: 'ask'; readonly screen: Screen }

export type Jar = Omit<Giveaway, 'is'> & { readonly is: 'jar' }

function asked(language: Language, does: Giveaway): Screen {
  const { amountMsat, count, memo } = does
  const amount = BigInt(amountMsat)
  const total = amount * BigInt(count)
  const facts = { amount, count, total, memo: withMemo(language, memo) }
  const key = count === 1 ? 'round.ask.one' : 'round.ask'
  const yes = { label: say(language, 'round.yes', { total }), does }
  return { words: say(language, key, facts), rows: [[cancel(language), yes]] }
}

/** Its money is debited from the giver now, and waits to be claimed. */
export async function openGiveaway(
  me: Me,
  bot: Parts,
  { amountMsat, count, memo }: Giveaway,
  place: Place
): Promise<void> {
  const { gift } = await bot.transfers.gifts.offer(
    me.account,
    keyFor(me, 'gifts', { amountMsat, count, memo }),
    {
      amountMsat: msat(BigInt(amountMsat)),
      count,
      memo: memo === '' ? undefined : memo,
      expiresInSeconds: 3600 * HOURS
    }
  )
  const round = await bot.rounds.open({ ...made(me, { amountMsat, count, memo }), gift })
  await bot.rounds.place(round.id, { ...place, thread: me.spot.thread })
  await bot.chat.edit(place, me.id, roundScreen(bot.username, round, NOBODY_YET))
}

export async function openJar(me: Me, bot: Parts, { amountMsat, count, memo }: Jar): Promise<void> {
  const round = await bot.rounds.open({
    ...made(me, { amountMsat, count, memo }),
    kind: 'tipjar',
    gift: undefined
  })
  if (round.message !== undefined) return
  const place = await bot.chat.send(me.spot, me.id, roundScreen(bot.username, round, NOBODY_YET))
  await bot.rounds.place(round.id, { ...place, thread: me.spot.thread })
}

const made = (me: Me, { amountMsat, count, memo }: Omit<Giveaway, 'is'>) => ({
  id: me.requestKey,
  kind: 'giveaway' as Round['kind'],
  owner: me.id,
  account: me.account,
  name: me.name,
  language: me.language,
  amountMsat: msat(BigInt(amountMsat)),
  count,
  memo,
  chat: undefined,
  message: undefined
})
