import fc from 'fast-check'
import { test } from 'tap'
import { DECIMALS, isCurrency, readPrice, toMoney, toMsat } from '../../src/rates/money.ts'
import type { Currency, Price } from '../../src/rates/money.ts'

const at = (text: string): Price => {
  const price = readPrice(text)
  if (price === undefined) throw new Error(text)
  return price
}

test('a price is decimal text above zero, and nothing else', async t => {
  t.equal(readPrice('67234.5'), 6_723_450_000_000n)
  t.equal(readPrice('0.00000001'), 1n)
  t.equal(readPrice('1.123456789'), 112_345_678n)
  const none = ['', '0', '0.000000001', '-1', '1e5', 'NaN', 'Infinity', '1,5', ' 1', '1.', '.5']
  for (const text of [...none, '9'.repeat(13), 5, null, undefined, {}]) {
    t.equal(readPrice(text), undefined)
  }
})

test('sats become money and money sats, rounded to the nearest', async t => {
  t.equal(toMoney(100_000_000_000n, at('67234.5'), 'USD'), 6_723_450n, 'a bitcoin')
  t.equal(toMoney(1_000n, at('100000'), 'USD'), 0n, 'a sat is a tenth of a cent')
  t.equal(toMoney(5_000n, at('100000'), 'EUR'), 1n, 'half a cent is rounded up')
  t.equal(toMoney(-5_000n, at('100000'), 'EUR'), -1n)
  t.equal(toMoney(100_000_000_000n, at('15000000'), 'JPY'), 15_000_000n, 'yen have no decimals')
  t.equal(toMsat(100n, at('100000'), 'USD'), 1_000_000n, 'a dollar is 1000 sat')
  t.equal(toMsat(1n, at('30000'), 'USD'), 33_000n, 'whole sats')
  t.equal(toMsat(100n, at('15000000'), 'JPY'), 667_000n)
  t.equal(toMsat(0n, at('1'), 'USD'), 0n)
  t.equal(toMsat(10n ** 12n, at('1'), 'USD'), undefined, 'more than there is')
  t.equal(toMsat(-100n, at('1'), 'USD'), undefined)
})

test('there and back again is off by half a sat and half a cent at most', async () => {
  const prices = fc.bigInt({ min: 10n ** 8n, max: 10n ** 18n }).map(price => price as Price)
  const currencies = fc.constantFrom(...(Object.keys(DECIMALS) as Currency[]))
  fc.assert(
    fc.property(
      fc.bigInt({ min: 0n, max: 10n ** 12n }),
      prices,
      currencies,
      (minor, price, currency) => {
        const amount = toMsat(minor, price, currency)
        if (amount === undefined) return minor > 0n
        const back = toMoney(amount, price, currency)
        const off = back > minor ? back - minor : minor - back
        const halfSat = (500n * price * 10n ** BigInt(DECIMALS[currency])) / 10n ** 19n + 1n
        return off <= halfSat
      }
    )
  )
})

test('currencies are known by their code', async t => {
  t.ok(isCurrency('EUR'))
  for (const text of ['eur', 'BTC', 'toString', '']) t.notOk(isCurrency(text), text)
})
