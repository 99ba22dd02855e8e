// Parses the arguments of `/giveaway`, `/faucet` and `/tipjar`. Pure.
import { msat, type Msat } from '../../core/msat.ts'
import { PARTS_MAX } from '../../transfer/gifts.ts'
import { readWholeAmount } from '../grammar/amount.ts'

export const GAMES = ['giveaway', 'faucet', 'tipjar'] as const
export type Game = (typeof GAMES)[number]

export type Typed =
  | {
      readonly is: 'round'
      readonly kind: 'giveaway' | 'tipjar'
      /** To each person, or from each. */
      readonly amountMsat: Msat
      readonly count: number
      readonly memo: string
    }
  /** Too little was given, or it is ambiguous. */
  | { readonly is: 'unclear' }
  | { readonly is: 'too many' }

/** How many may pay into a jar that does not say. */
const JAR = 20

/**
 * `/giveaway 100 5`: amount per person, and for how many (default one). `/faucet 1000 10` and
 * `/tipjar 1000 10`: total, and amount per person; a jar without a total is open to any number.
 */
export function readRound(game: Game, rest: string): Typed {
  const words = rest.replaceAll(/(?<=\d[kKmM]?)\s+(?:sats?|satoshis?)(?!\S)/giu, '').split(/\s+/)
  const [first = '', second = '', third = ''] = words
  const one = amountOf(first)
  const hasTwo = /^\d/.test(second)
  // A third number may belong to the second, or the first two may be one: `1 000 5`.
  if (one === undefined || (hasTwo && /^\d/.test(third))) return { is: 'unclear' }
  const memo = words.slice(hasTwo ? 2 : 1).join(' ')
  const round = (amountMsat: Msat, count: number): Typed =>
    count > PARTS_MAX
      ? { is: 'too many' }
      : { is: 'round', kind: game === 'tipjar' ? 'tipjar' : 'giveaway', amountMsat, count, memo }
  if (game === 'giveaway') {
    if (!hasTwo) return round(one, 1)
    return /^[1-9]\d{0,8}$/.test(second) ? round(one, Number(second)) : { is: 'unclear' }
  }
  if (!hasTwo) return game === 'tipjar' ? round(one, JAR) : { is: 'unclear' }
  const each = amountOf(second)
  if (each === undefined || each > one) return { is: 'unclear' }
  return round(each, Number(one / each))
}

function amountOf(word: string): Msat | undefined {
  const typed = readWholeAmount(word)
  return typed.is === 'amount' ? msat(typed.msat) : undefined
}
