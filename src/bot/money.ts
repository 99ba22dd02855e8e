// Money that is not sats: what people see beside theirs, and amounts that they type in it.
import { DECIMALS, isCurrency, toMsat, type Currency } from '../rates/money.ts'
import type { Quote } from '../rates/rates.ts'
import type { Typed, Way } from './grammar/amount.ts'
import type { Parts } from './parts.ts'
import type { Person } from './store/people.ts'
import type { Reader } from './texts/say.ts'

/** In sats alone while there is no rate. */
export async function readerOf(
  { rates }: Pick<Parts, 'rates'>,
  { language, unit }: Pick<Person, 'language' | 'unit'>
): Promise<Reader> {
  const beside = unit && (await rates?.quote(unit))
  return beside ? { language, beside } : language
}

/** So much of another money, in sats by the rate of now: for its giver to look at first. */
export type Priced = Way & { readonly is: 'priced'; readonly minor: bigint; readonly by: Quote }

/** What was typed in another money, where a rate is known; everything else as it is. */
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

/** `1.50`, `1,5`, `1.000,50`: by the same marks as sats, with the decimals of the money. */
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
