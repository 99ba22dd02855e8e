// Converts between sats and other currencies: amounts shown beside sats, and amounts typed in a
// currency.
import { DECIMALS, isCurrency, toMsat, type Currency } from '../rates/money.ts'
import type { Quote } from '../rates/rates.ts'
import type { Typed, Way } from './grammar/amount.ts'
import type { Parts } from './parts.ts'
import type { Person } from './store/people.ts'
import type { Reader } from './texts/say.ts'

/** In sats alone if there is no rate. */
export async function readerOf(
  { rates }: Pick<Parts, 'rates'>,
  { language, unit }: Pick<Person, 'language' | 'unit'>
): Promise<Reader> {
  const beside = unit && (await rates?.quote(unit))
  return beside ? { language, beside } : language
}

/**
 * An amount in another currency, converted to sats at the current rate: shown to the giver first.
 */
export type Priced = Way & { readonly is: 'priced'; readonly minor: bigint; readonly by: Quote }

/**
 * Converts an amount typed in another currency, if a rate is known; leaves everything else as it
 * is.
 */
export async function inSats(
  { rates }: Pick<Parts, 'rates'>,
  typed: Typed
): Promise<Typed | Priced> {
  if (typed.is !== 'money' || !isCurrency(typed.unit)) return typed
  const minor = minorOf(typed.digits, typed.unit)
  const by = await rates?.quote(typed.unit)
  if (by === undefined) return typed
  const msat = minor === undefined ? undefined : toMsat(minor, by.rate, typed.unit)
  if (minor === undefined || msat === undefined || msat === 0n) return { is: 'none' }
  return { is: 'priced', msat, rest: typed.rest, minor, by }
}

/** The amounts in sats that it can mean: two if it is ambiguous, none if it is not sure. */
export function waysOf(typed: Typed | Priced): readonly Way[] {
  if (typed.is === 'either') return typed.ways
  return typed.is === 'amount' || typed.is === 'priced' ? [typed] : []
}

/** `1.50`, `1,5`, `1.000,50`: same separators as for sats, with the decimals of the currency. */
export function minorOf(digits: string, currency: Currency): bigint | undefined {
  const [, front = '', fraction = ''] = /^(.*?)(?:[.,](\d{1,2}))?$/.exec(digits) ?? []
  const marks = new Set(front.replaceAll(/\d/g, ''))
  const [first = '', ...threes] = front.split(/\D/)
  const point = fraction === '' ? '' : digits.slice(front.length, front.length + 1)
  const even = threes.length === 0 || (first.length <= 3 && !first.startsWith('0'))
  if (!even || marks.size > 1 || marks.has(point)) return undefined
  if (threes.some(part => part.length !== 3) || fraction.length > DECIMALS[currency])
    return undefined
  return BigInt(first + threes.join('') + fraction.padEnd(DECIMALS[currency], '0'))
}
