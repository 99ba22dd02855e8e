// Caps on what a purchase may cost: at the edge it is bought, one msat above it nothing is held.
import { test } from 'tap'
import { heldAccountOf } from '../../src/core/ids.ts'
import { msat } from '../../src/core/msat.ts'
import { market } from './harness/market.ts'

const SURCHARGE = 7
/** The larger of 5000 msat and 1 %. */
const CEILING = 5_000

test('a cap of the buyer or of the manifest is kept to the msat', async t => {
  const { shop, till, user, balance, invoice, wish, wrong } = await market(t, {}, SURCHARGE)
  const buying = await till()
  const total = 10_000 + CEILING + SURCHARGE
  const cases = [
    { price: 10_000, cap: total, refused: undefined },
    { price: 10_000, cap: total - 1, refused: 'price_too_high' },
    { price: 10_001, cap: total, refused: 'price_too_high' },
    { price: 50_000, cap: undefined, refused: undefined },
    { price: 50_001, cap: undefined, refused: 'price_too_high' },
    { price: 1_000, cap: undefined, refused: undefined },
    { price: 999, cap: undefined, refused: 'limit_exceeded' }
  ] as const
  for (const { price, cap, refused } of cases) {
    const alice = await user(100_000)
    shop.invoice = async () => ({ is: 'ok', value: { bolt11: await invoice(price) } })
    const more = cap === undefined ? {} : { maxTotalMsat: msat(cap) }
    const bought = buying.buy(wish(alice, undefined, more))
    const name = `${price} msat, capped at ${cap ?? 'nothing'}`
    if (refused === undefined) {
      const { purchase } = await bought
      t.equal(purchase.amountMsat, BigInt(price), name)
      continue
    }
    await t.rejects(bought, { code: refused }, name)
    t.equal(await balance(alice), 100_000n, name)
    t.equal(await balance(heldAccountOf(alice)), 0n, name)
  }
  t.same(await wrong(), [])
})
