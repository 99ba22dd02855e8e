import fc from 'fast-check'
import { test } from 'tap'
import { readAmount, readWholeAmount, type Typed } from '../../../src/bot/grammar/amount.ts'
import { MSAT_MAX } from '../../../src/core/msat.ts'
import { showAmount } from '../../../src/bot/texts/show-amount.ts'

type Row = readonly [text: string, sats: number | readonly [number, number], rest?: string]

const ONE: readonly Row[] = [
  ['100', 100],
  ['1.000', 1_000],
  ['2 100', 2_100],
  ['1 000', 1_000],
  ['3.000', 3_000],
  ['10.000', 10_000],
  ['10,000', 10_000],
  ['1_000', 1_000],
  ["1'000", 1_000],
  ['1’000', 1_000],
  ['1\u2009000', 1_000],
  ['1\u202f000', 1_000],
  ['1\u00a0000', 1_000],
  ['1.000.000', 1_000_000],
  ['1 000 000 sats', 1_000_000],
  ['1k', 1_000],
  ['2.1k', 2_100],
  ['2,5k', 2_500],
  ['2.15k', 2_150],
  ['1,25 M', 1_250_000],
  ['0.5m', 500_000],
  ['0.125m', 125_000],
  ['0.0001m', 100],
  ['1.5K sats', 1_500],
  ['1ksat', 1_000],
  ['5 k', 5_000],
  ['2 thousand', 2_000],
  ['1 Mio', 1_000_000],
  ['1,000.5k', 1_000_500],
  ['1_000k', 1_000_000],
  ['1.000.000k', 1_000_000_000],
  ['21 sat', 21],
  ['100sats', 100],
  ['⚡ 100', 100],
  ['100 ⚡️', 100],
  ['100 thanks', 100, 'thanks'],
  ['100 sats thanks', 100, 'thanks'],
  ['100 sats, thanks', 100, 'thanks'],
  ['100, thank you', 100, 'thank you'],
  ['100!', 100],
  ['100.', 100],
  ['2 100 sats for you', 2_100, 'for you'],
  ['100 2nd prize', 100, '2nd prize'],
  ['100 more', 100, 'more'],
  ['100 – thanks', 100, 'thanks'],
  ['100 @bobby', 100, '@bobby']
]

const TWO: readonly Row[] = [
  ['2.100k', [2_100_000, 2_100]],
  ['1,000k', [1_000_000, 1_000]],
  ['1,000.000', [1_000_000, 1_000]],
  ["1'000,000", [1_000_000, 1_000]],
  ['2 100 thanks', [2_100, 2]],
  ['5 m of rope', [5_000_000, 5]]
]

const REFUSED = [
  ...['', '0', '0.0k', '-5', '+5', '1.5', '2,50', '1.00', '0.100', '007', '1.2345k', '1e3', '0x10'],
  ...[
    '١٢',
    '１００',
    '99999999999999999m',
    '1.00.000',
    '10,00,000',
    '1-2',
    '10 + 5',
    '50%',
    '50 %'
  ],
  ...[
    '100 200 300k5',
    '2 1000',
    '100 or 200',
    '100 bis 200',
    '5 hundred',
    '3 dozen',
    '2 Mrd',
    '1b'
  ],
  ...['100x', '100 x', '1kk', '1.000,50', '~100', 'many', '1k BTC', '1 2 3', '12 000 0', '1..000']
]

const OTHER: readonly (readonly [text: string, unit: string, rest?: string])[] = [
  ['$1', 'USD'],
  ['$ 1.50 thanks', 'USD', 'thanks'],
  ['1$', 'USD'],
  ['5 EUR', 'EUR'],
  ['5 euros for you', 'EUR', 'for you'],
  ['€5', 'EUR'],
  ['0.001 BTC', 'BTC'],
  ['₿1', 'BTC'],
  ['100 bits', 'mBTC'],
  ['1000 msat', 'msat'],
  ['1msat', 'msat'],
  ['50 cents', 'cent'],
  ['100 SEK', 'SEK']
]

const satsOf = (typed: Typed): unknown =>
  typed.is === 'amount'
    ? Number(typed.msat) / 1000
    : typed.is === 'either'
      ? typed.ways.map(way => Number(way.msat) / 1000)
      : typed.is

test('amounts are read as people write them, in whole sats', async t => {
  for (const [text, sats, rest = ''] of ONE) {
    const typed = readAmount(text)
    t.equal(satsOf(typed), sats, text)
    if (typed.is === 'amount') t.equal(typed.rest, rest, text)
  }
  for (const [text, sats] of TWO) t.strictSame(satsOf(readAmount(text)), sats, text)
  for (const text of REFUSED) t.equal(readAmount(text).is, 'none', text)
  for (const [text, unit, rest = ''] of OTHER)
    t.match(readAmount(text), { is: 'money', unit, rest }, text)
})

test('where nothing else may stand, something else is no amount', async t => {
  t.equal(satsOf(readWholeAmount(' 2 100 ')), 2_100)
  t.equal(satsOf(readWholeAmount('2 100 please')), 'none')
  t.equal(satsOf(readWholeAmount('100 please')), 'none')
})

const MARKS = fc.constantFrom('.', ',', '_', "'", '’', ' ', '\u2009', '\u202f', '\u00a0')

const inThrees = (n: bigint, mark: string): string =>
  n.toString().replaceAll(/\B(?=(\d{3})+$)/g, mark)

/** A number of sats in a spelling that a person would use for it. */
const SPELT = fc
  .tuple(
    fc.oneof(fc.bigInt(1n, 9_999n), fc.bigInt(1n, MSAT_MAX / 1000n)),
    MARKS,
    fc.constantFrom('.', ','),
    fc.constantFrom('plain', 'threes', 'k', 'm', 'threes k'),
    fc.constantFrom('', ' sat', ' sats', 'sats', '⚡', '!', ',', ' SATS'),
    fc.constantFrom(
      '',
      ' thanks',
      ' for the 2nd',
      ' 100 times thanks',
      ' k of them',
      ' m of rope',
      ' $5',
      ' %',
      ' -5'
    )
  )
  // Nobody marks thousands and the fraction alike: `1.000.001k` is a number in threes.
  .filter(([, mark, point, how]) => how !== 'threes k' || mark !== point)
  .map(([n, mark, point, how, word, memo]) => {
    const decimal = (zeros: number, front: (whole: bigint) => string): string => {
      const unit = 10n ** BigInt(zeros)
      const part = (n % unit).toString().padStart(zeros, '0').replace(/0+$/, '')
      return front(n / unit) + (part === '' ? '' : point + part)
    }
    const digits = {
      plain: String(n),
      threes: inThrees(n, mark),
      k: `${decimal(3, String)}k`,
      m: `${decimal(6, String)}m`,
      'threes k': `${decimal(3, whole => inThrees(whole, mark))}k`
    }[how]
    return { sats: n, text: digits + word + memo }
  })

test('no typed text is ever read as another amount than a person would', async () => {
  fc.assert(
    fc.property(SPELT, ({ sats, text }) => {
      const typed = readAmount(text)
      // Refused or asked back at worst; among what is asked back is what was meant.
      if (typed.is === 'either') return typed.ways.some(way => way.msat === sats * 1000n)
      return typed.is !== 'amount' || typed.msat === sats * 1000n
    }),
    { numRuns: 20_000 }
  )
})

test('whatever is shown of whole sats is read back, and nothing read is out of bounds', async t => {
  const sats = fc.bigInt(1n, MSAT_MAX / 1000n)
  for (const language of ['en', 'de'] as const)
    fc.assert(
      fc.property(sats, n => {
        const typed = readWholeAmount(showAmount(n * 1000n, language))
        return typed.is === 'amount' && typed.msat === n * 1000n
      })
    )
  const LOOSE = fc.string({
    unit: fc.constantFrom(...Array.from("0123456789.,_' kmKM$€%-+xsat⚡")),
    maxLength: 12
  })
  fc.assert(
    fc.property(fc.oneof(fc.string(), LOOSE), text => {
      const typed = readAmount(text)
      const ways = typed.is === 'either' ? typed.ways : typed.is === 'amount' ? [typed] : []
      return ways.every(
        ({ msat, rest }) =>
          msat > 0n &&
          msat <= MSAT_MAX &&
          msat % 1000n === 0n &&
          // No digit is invented, and none that was typed is lost.
          digitsOf(String(msat)) === digitsOf(text.slice(0, text.lastIndexOf(rest))) &&
          text.trim().endsWith(rest)
      )
    }),
    { numRuns: 20_000 }
  )
  t.equal(showAmount(-1_234_567n, 'en'), '−1,234.567 sat')
  t.equal(showAmount(1_234_567n, 'de'), '1.234,567 sat')
})

const digitsOf = (text: string): string => text.replaceAll(/\D/g, '').replaceAll(/^0+|0+$/g, '')
