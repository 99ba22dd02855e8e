// Amounts of coins come to the msat that they are worth, and never to more.
import fc from 'fast-check'
import { test } from 'tap'
import { MSAT_MAX, msat } from '../../src/core/msat.ts'
import { bitcoinText, ofBitcoin, readDecimal } from '../../src/deposit/coins.ts'
import { worth } from '../../src/deposit/sources/btcpay-worth.ts'

test('decimals are read exactly, and nothing else is one', async t => {
  const read = (text: unknown): bigint | undefined => {
    const found = readDecimal(text)
    return found && ofBitcoin(found)
  }
  t.equal(read('0.00000001'), 1_000n)
  t.equal(read('0.00000000001'), 1n)
  t.equal(read('0.000000000019'), 1n, 'rounded down')
  t.equal(read('21000000'), undefined, 'above every amount')
  t.equal(read(1e-8), 1_000n, 'as JSON may print a number')
  t.equal(read('1E-8'), 1_000n)
  t.equal(read('2.5e2'), 25_000_000_000_000n)
  for (const odd of ['', '-1', '+1', '1.', '.1', '0x1', ' 1', '1,5', 'NaN', null, {}, Infinity]) {
    t.equal(read(odd), undefined, JSON.stringify(odd))
  }
})

test('whole sats come back from their text', async t => {
  fc.assert(
    fc.property(fc.bigInt(0n, MSAT_MAX / 1_000n), sats => {
      const found = readDecimal(bitcoinText(sats))
      return found !== undefined && ofBitcoin(found) === sats * 1_000n
    })
  )
  t.equal(bitcoinText(1n), '0.00000001')
  t.equal(bitcoinText(100_000_000n), '1.00000000')
})

test('bitcoin is what it is, other coins what the invoice fixed', async t => {
  const btc = (rate: string) => ({ currency: 'BTC', rate })
  const ltc = (rate: string | undefined) => ({ currency: 'LTC', rate })
  const sats = [btc('100000000'), ltc('123456.78')] as const
  t.equal(worth('0.00005', sats[0], 'SATS', sats), msat(5_000_000))
  t.equal(worth('0.00005', btc('65000'), 'USD', [btc('65000')]), msat(5_000_000))
  t.equal(worth('1', sats[1], 'SATS', sats), msat(123_456_780))
  t.equal(worth('0.1', ltc('0.0012345678'), 'BTC', []), msat(12_345_678))
  const usd = [btc('65000'), ltc('80.25')] as const
  t.equal(worth('2', usd[1], 'USD', usd), msat(246_923_076), 'by what bitcoin was in it')
  t.equal(worth('2', usd[1], 'USD', [usd[1]]), undefined, 'nobody says what a dollar was')
  t.equal(worth('2', ltc(undefined), 'SATS', sats), undefined)
  t.equal(worth('2', ltc('0'), 'SATS', sats), undefined)
  t.equal(worth('2', usd[1], 'USD', [btc('0'), usd[1]]), undefined)
  t.equal(worth('much', sats[0], 'SATS', sats), undefined)
})
