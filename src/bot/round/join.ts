// Takes a part of a giveaway, or pays into a tip jar: each person once. Only the presser is
// answered.
import { AppError } from '../../core/errors.ts'
import type { Transfer } from '../../transfer/entity.ts'
import type { Me, Parts } from '../parts.ts'
import type { Round } from '../store/rounds.ts'
import type { Tip } from '../store/tips.ts'
import { reasonText } from '../texts/reasons.ts'
import { say, type Words } from '../texts/say.ts'
import { move } from '../tip/tip.ts'

export type RoundAnswer = { readonly words: Words; readonly isAlert: boolean }

/** @param who their account: created only once money is certain to move */
export async function joinRound(
  bot: Parts,
  person: Pick<Me, 'id' | 'language'>,
  round: Round | undefined,
  who: () => Promise<Me>,
  /** The group's title. */
  place: string
): Promise<RoundAnswer> {
  const { language } = person
  const tell = (key: Key, isAlert = false): RoundAnswer => ({
    words: say(language, key, { amount: round?.amountMsat ?? 0n }),
    isAlert
  })
  if (round === undefined || round.over) return tell('round.told.over')
  const gives = round.kind === 'giveaway'
  if (round.owner === person.id) return tell(gives ? 'inline.own' : 'round.told.own')
  const me = await who()
  if (gives) return tell(await takePart(bot, me, round, place), true)
  const moved = await payIn(me, bot, round)
  return typeof moved === 'string' ? tell(moved) : { words: moved, isAlert: true }
}

type Key = 'inline.own' | `round.told.${'over' | 'own' | 'taken' | 'had' | 'given' | 'gave'}`

async function takePart(bot: Parts, me: Me, round: Round, place: string): Promise<Key> {
  if (round.gift === undefined) return 'round.told.over'
  const taker = { identity: `telegram:${me.id}`, account: me.account }
  const taken = await bot.transfers.gifts.take(round.gift, taker)
  switch (taken.is) {
    case 'taken':
      await bot.board.add(originOf(taken.transfer, round, place))
      await joined(bot, round, me)
      return 'round.told.taken'
    case 'had':
      // Also if a crash came between the transfer of their part and the update of the board.
      await joined(bot, round, me)
      return 'round.told.had'
    case 'own':
      return 'inline.own'
    case 'over':
      await bot.rounds.end(round.id)
      bot.board.wake(round.chat)
      return 'round.told.over'
    default:
      return taken satisfies never
  }
}

/** A person notified of their part reads who gave it, and where. */
const originOf = ({ id, amountMsat }: Transfer, round: Round, place: string): Tip => ({
  transfer: id,
  amountMsat,
  place,
  tipper: round.name,
  language: round.language,
  chat: round.chat ?? 0,
  message: round.message ?? 0,
  waits: false
})

/** Reserves a place before the money moves, so that no more people than asked for pay in. */
async function payIn(me: Me, bot: Parts, round: Round): Promise<Key | Words> {
  const reserved = await bot.rounds.reserve(round.id, me.id, me.name)
  if (reserved === 'full') return 'round.told.over'
  if (reserved === 'had') return 'round.told.gave'
  try {
    // One idempotency key per person and round: a repeat moves nothing twice.
    await move(
      { ...me, requestKey: round.id },
      bot,
      round.owner,
      String(round.amountMsat),
      round.memo
    )
  } catch (error) {
    if (!(error instanceof AppError)) throw error
    await bot.rounds.leave(round.id, me.id)
    return reasonText(me.language, error)
  }
  await joined(bot, round, me)
  return 'round.told.given'
}

async function joined(bot: Parts, round: Round, me: Me): Promise<void> {
  await bot.rounds.settle(round.id, me.id, me.name)
  bot.board.wake(round.chat)
}

/** Only its creator may end it; what nobody has taken is returned. */
export async function endRound(
  bot: Parts,
  person: Pick<Me, 'id' | 'language'>,
  round: Round | undefined
): Promise<RoundAnswer> {
  const said = (key: 'button.other' | 'round.told.over' | 'round.told.ended'): RoundAnswer => ({
    words: say(person.language, key),
    isAlert: false
  })
  if (round === undefined) return said('round.told.over')
  if (round.owner !== person.id) return said('button.other')
  if (round.gift !== undefined) await bot.transfers.gifts.end(round.account, round.gift)
  await bot.rounds.end(round.id)
  bot.board.wake(round.chat)
  return said('round.told.ended')
}
