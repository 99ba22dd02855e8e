// What the house adds to a price.
import fc from 'fast-check'
import { test } from 'tap'
import { msat } from '../../src/core/msat.ts'
import { noSurcharge, readSurcharge } from '../../src/purchase/surcharge.ts'

test('a surcharge is a fixed amount, a share rounded up, or both', async t => {
  const cases: readonly (readonly [string, number, number])[] = [
    ['1000msat', 50_000, 1_000],
    ['0msat', 50_000, 0],
    ['5permille', 50_000, 250],
    ['5permille', 1, 1],
    ['5permille', 0, 0],
    ['1000msat+5permille', 50_000, 1_250]
  ]
  for (const [text, amount, surcharge] of cases) {
    t.equal(readSurcharge(text)?.(msat(amount)), msat(surcharge), text)
  }
  t.equal(noSurcharge(msat(50_000)), 0n)
})

test('anything else is not read as something', async t => {
  for (const text of ['', '+', '5', '5%', '-1msat', '1.5permille', '1000msat5permille'])
    t.equal(readSurcharge(text), undefined, text)
  for (const text of [
    '5permille+1000msat',
    '1000msat+',
    '+5permille',
    ' 5permille',
    '99999permille'
  ])
    t.equal(readSurcharge(text), undefined, text)
})

test('a surcharge never falls as the price grows', async t => {
  const amounts = fc.bigInt(0n, 1n << 52n)
  t.doesNotThrow(() =>
    fc.assert(
      fc.property(amounts, fc.nat({ max: 9_999 }), fc.nat(), (amount, share, fixed) => {
        const surcharge = readSurcharge(`${fixed}msat+${share}permille`)
        return surcharge !== undefined && surcharge(msat(amount)) <= surcharge(msat(amount + 1n))
      })
    )
  )
})
