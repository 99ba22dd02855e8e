// Parses amounts that people type: in commands, `tip!`, inline queries, dialogs. Pure. An ambiguous
// amount yields both readings, to ask back; an uncertain one is rejected.
import { MSAT_MAX, msat, SAT, type Msat } from '../../core/msat.ts'
import { inNumberWord, otherMoney, SATS } from './amount-words.ts'

/** An amount at the beginning of a text, and the rest of the text. */
export type Way = { readonly msat: Msat; readonly rest: string }

export type Typed =
  | ({ readonly is: 'amount' } & Way)
  | { readonly is: 'either'; readonly ways: readonly [Way, Way] }
  /** An amount in another currency: `digits` as typed, `unit` as currency code. */
  | {
      readonly is: 'money'
      readonly digits: string
      readonly unit: string
      readonly rest: string
    }
  | { readonly is: 'none' }

const NONE: Typed = { is: 'none' }

const TOKEN = /^\d{1,16}(?:[.,_'’\u00a0\u2009\u202f]\d{1,16})*/
const SPACED = /^\d{1,3}(?: \d{3})+(?![\d.,_'’]*\d)/
const UNIT = /^(?:k|m|thousand|tausend|tsd\.?|mill?ion(?:en|s)?|mio\.?|mln\.?)(?![\p{L}\p{N}])/iu
const UNIT_OF_SATS = /^k(?=sats?(?![\p{L}\p{N}]))/iu

/** Reads on after the digits: `1-2`, `50 %`, `100 200`, `10 or 20` are not single amounts. */
const GOES_ON =
  /^\s*(?:[%‰°]|[-–+*/×x^=:]\s*\d|(?:or|oder|to|bis|and|und)\s+\d|[\d.,_'’]*\d[\d.,_'’]*(?:[km]|sats?)?(?![\p{L}\p{N}]))/iu

/** What may directly follow an amount: the end, a space, closing punctuation. */
const ENDS = /^(?:$|\s|[,.;:!?)…–—]+(?:$|\s))/

export function readAmount(text: string): Typed {
  const bare = text.trim().replace(/^⚡️?\s*(?=\d)/, '')
  const before = otherMoney(bare, true)
  if (before !== undefined) {
    const digits = TOKEN.exec(before.rest)?.[0]
    const rest = before.rest.slice(digits?.length ?? 0)
    // `$1k`: otherwise only its beginning would be read.
    if (digits === undefined || !ENDS.test(rest) || GOES_ON.test(rest)) return NONE
    return { is: 'money', digits, unit: before.unit, rest: tidy(rest) }
  }
  const spaced = SPACED.exec(bare)?.[0]
  const token = TOKEN.exec(bare)?.[0]
  if (token === undefined) return NONE
  if (spaced === undefined) return after(token, bare.slice(token.length))
  return grouped(spaced, token, bare)
}

/** Parses the whole text, for places where nothing else may follow. */
export function readWholeAmount(text: string): Typed {
  const typed = readAmount(text)
  const rests = typed.is === 'either' ? typed.ways : 'rest' in typed ? [typed] : []
  return rests.some(({ rest }) => rest !== '') ? NONE : typed
}

/** `2 100` is one number if nothing follows; `2 100 things` may also be two numbers and a memo. */
function grouped(spaced: string, token: string, bare: string): Typed {
  const behind = bare.slice(spaced.length)
  const whole = after(spaced, behind)
  if (whole.is !== 'amount' || whole.rest === '' || isMarked(behind)) return whole
  const few = msatOf(token, 0)
  const rest = tidy(bare.slice(token.length))
  // With more than one separated group there are more than two readings.
  if (few?.is !== 'one' || spaced.length > token.length + 4) return NONE
  return {
    is: 'either',
    ways: [
      { msat: whole.msat, rest: whole.rest },
      { msat: few.msat, rest }
    ]
  }
}

/** Whether a unit or a word for sats marks the end of the number. */
const isMarked = (behind: string): boolean =>
  UNIT.test(behind.trimStart()) || SATS.test(behind.trimStart())

/**
 * @param digits the number as typed
 * @param behind everything after it
 */
function after(digits: string, behind: string): Typed {
  const other = otherMoney(behind.trimStart(), false)
  if (other !== undefined) {
    if (!ENDS.test(other.rest) || GOES_ON.test(other.rest)) return NONE
    return { is: 'money', digits, unit: other.unit, rest: tidy(other.rest) }
  }
  const bare = behind.trimStart()
  const unit = (UNIT.exec(bare) ?? UNIT_OF_SATS.exec(bare))?.[0]
  const left = unit === undefined ? behind : bare.slice(unit.length)
  const sats = SATS.exec(left.trimStart())?.[0]
  const rest = sats === undefined ? left : left.trimStart().slice(sats.length)
  if (!ENDS.test(rest) || GOES_ON.test(rest) || inNumberWord(rest)) return NONE
  // `1k BTC`: the currency may follow the unit too.
  if (otherMoney(rest.trimStart(), false) !== undefined && sats === undefined) return NONE
  const read = msatOf(digits, zerosOf(unit))
  if (read === undefined) return NONE
  const tail = tidy(rest)
  // `5 k` alone is five thousand; `5 m of rope` may be five sats with a memo.
  const loose = unit !== undefined && bare !== behind && sats === undefined && tail !== ''
  if (!loose) {
    return read.is === 'two'
      ? either(read.msat, tail, read.other, tail)
      : { is: 'amount', msat: read.msat, rest: tail }
  }
  if (read.is === 'two') return NONE
  const without = msatOf(digits, 0)
  return without?.is === 'one' ? either(read.msat, tail, without.msat, tidy(behind)) : NONE
}

const either = (a: Msat, restA: string, b: Msat, restB: string): Typed => ({
  is: 'either',
  ways: [
    { msat: a, rest: restA },
    { msat: b, rest: restB }
  ]
})

const zerosOf = (unit: string | undefined): number =>
  unit === undefined ? 0 : /^(k|t)/i.test(unit) ? 3 : 6

type Read =
  | { readonly is: 'one'; readonly msat: Msat }
  | { readonly is: 'two'; readonly msat: Msat; readonly other: Msat }

/**
 * Separators followed by groups of three digits are thousands separators; a single one followed by
 * one, two, or four and more digits is a decimal separator, which only `k` and `m` may have: sats
 * are whole.
 */
function msatOf(digits: string, zeros: number): Read | undefined {
  const parts = digits.split(/\D/)
  const marks = Array.from(digits.replaceAll(/\d/g, ''))
  const [first = '', ...more] = parts
  const last = more.at(-1) ?? ''
  const threes = more.every(part => part.length === 3) && first.length <= 3
  const point = [',', '.'].includes(marks.at(-1) ?? '')
  if (first.length > 1 && first.startsWith('0')) return undefined
  if (new Set(marks).size > 1) {
    const front = parts.slice(0, -1).join('')
    const even = new Set(marks.slice(0, -1)).size === 1 && marks.at(-2) !== marks.at(-1)
    if (!even || !point || first.startsWith('0') || first.length > 3) return undefined
    if (!more.slice(0, -1).every(part => part.length === 3)) return undefined
    if (last.length !== 3) return one(move(front, last, zeros))
    return zeros === 0 ? two(move(front + last, '', 0), move(front, '', 0)) : undefined
  }
  if (more.length === 0) return one(move(first, '', zeros))
  if (threes && !first.startsWith('0')) {
    const thousands = move(parts.join(''), '', zeros)
    if (zeros === 0 || !point || more.length > 1) return one(thousands)
    return two(thousands, move(first, last, zeros))
  }
  return more.length === 1 && point ? one(move(first, last, zeros)) : undefined
}

/** Shifts digits instead of multiplying; undefined if a fraction of a sat would remain. */
function move(whole: string, fraction: string, zeros: number): Msat | undefined {
  const behind = fraction.replace(/0+$/, '')
  if (behind.length > zeros || (fraction !== '' && zeros === 0)) return undefined
  const amount = BigInt(whole + behind.padEnd(zeros, '0')) * SAT
  return amount === 0n || amount > MSAT_MAX ? undefined : msat(amount)
}

const one = (amount: Msat | undefined): Read | undefined =>
  amount === undefined ? undefined : { is: 'one', msat: amount }

const two = (amount: Msat | undefined, other: Msat | undefined): Read | undefined =>
  amount === undefined || other === undefined ? undefined : { is: 'two', msat: amount, other }

const tidy = (rest: string): string => rest.replace(/^[\s,.;:!?)…–—]+/, '').trim()
