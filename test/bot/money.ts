import { test } from 'tap'
import { readAmount } from '../../src/bot/grammar/amount.ts'
import { inSats, minorOf, readerOf } from '../../src/bot/money.ts'
import { say } from '../../src/bot/texts/say.ts'
import type { Price } from '../../src/rates/money.ts'
import type { Rates } from '../../src/rates/rates.ts'

/** A bitcoin costs 100,000 of each: a thousand sat are 1.00. */
const rates: Pick<Rates, 'quote'> = {
  quote: async currency => ({
    currency,
    rate: 10_000_000_000_000n as Price,
    at: new Date(0),
    source: 'here'
  })
}

const TYPED: readonly (readonly [text: string, sats: string])[] = [
  ['$1', '1000'],
  ['$1 thanks', '1000 thanks'],
  ['1 €', '1000'],
  ['1.50 €', '1500'],
  ['1,5€', '1500'],
  ['$1,000', '1000000'],
  ['1.000,50 €', '1000500'],
  ['1,000.50 USD', '1000500'],
  ['100 yen', '100000'],
  // Not the beginning of a number, nor two that do not fit.
  ['$1k', 'none'],
  ['$1.5.5', 'none'],
  ['$1.2345', 'none'],
  ['$12,34,56', 'none'],
  ['$0', 'none'],
  ['$5-10', 'none'],
  ['5 $ 10', 'none'],
  ['1.5 yen', 'none'],
  ['1 BTC', 'money'],
  ['5 ct', 'money'],
  ['5 ₽', 'money']
]

test('money that is typed is so many sats by the rate, or is not read at all', async t => {
  for (const [text, means] of TYPED) {
    const read = await inSats({ rates }, readAmount(text))
    const said =
      read.is === 'priced'
        ? `${read.msat / 1000n}${read.rest === '' ? '' : ` ${read.rest}`}`
        : read.is
    t.equal(said, means, text)
  }
  t.match(await inSats({ rates: undefined }, readAmount('$1')), { is: 'money', unit: 'USD' })
  const away = { quote: async () => undefined }
  t.match(await inSats({ rates: away }, readAmount('$1')), { is: 'money' }, 'nor an old rate')
})

test('the smallest coin counts, as each money has it', t => {
  t.equal(minorOf('1.5', 'EUR'), 150n)
  t.equal(minorOf('1.55', 'EUR'), 155n)
  t.equal(minorOf('1.555', 'EUR'), 155500n, 'a group of three is thousands, as everywhere')
  t.equal(minorOf('1,555', 'JPY'), 1555n)
  t.equal(minorOf('1.5', 'JPY'), undefined)
  t.equal(minorOf('0.05', 'USD'), 5n)
  t.end()
})

test('what a person has is shown beside sats in the marks of their language', async t => {
  const balance = async (language: 'en' | 'de', amount: bigint): Promise<string> => {
    const reader = await readerOf({ rates }, { language, unit: 'EUR' })
    return say(reader, 'balance', { amount }).text.replaceAll('\u00a0', ' ')
  }
  t.equal(await balance('en', 1_234_560_000n), '👑 Your balance: 1,234,560 sat (≈ €1,234.56)')
  t.equal(await balance('de', 1_234_560_000n), '👑 Dein Guthaben: 1.234.560 sat (≈ 1.234,56 €)')
  t.equal(await balance('en', 1_000n), '👑 Your balance: 1 sat (≈ < €0.01)')
  t.equal(await balance('en', 0n), '👑 Your balance: 0 sat (≈ €0.00)')
  t.equal(await readerOf({ rates }, { language: 'de', unit: undefined }), 'de')
  t.equal(await readerOf({ rates: undefined }, { language: 'de', unit: 'EUR' }), 'de')
})
