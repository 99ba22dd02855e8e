// Routes and fees through the make-believe network.
import { test } from 'tap'
import { msat } from '../../../src/core/msat.ts'
import { feeOf, findRoute } from '../../../src/sandbox/node/route.ts'

const fee = (to: 'wallet' | 'shops' | 'ours', amount: bigint) =>
  feeOf(findRoute('ours', to, msat(amount)) ?? [], msat(amount))

test('the direct channel and oneself are free; one hop further costs 1 msat and 10 ppm', t => {
  t.equal(fee('wallet', 10n ** 12n), 0n)
  t.equal(fee('ours', 10n ** 12n), 0n)
  // Recorded: xpay-success, xpay-pending-listpays, xpay-unknown-at-destination-listsendpays.
  t.equal(fee('shops', 2_000_000n), 21n)
  t.equal(fee('shops', 600_000n), 7n)
  t.equal(fee('shops', 3_000n), 1n)
  t.end()
})

test('every hop carries what is still owed behind it', t => {
  const hops = findRoute('wallet', 'shops', msat(2_000_000n)) ?? []
  t.same(
    hops.map(({ payer, amountMsat }) => [payer, amountMsat]),
    [
      ['wallet', 2_000_042n],
      ['ours', 2_000_021n],
      ['hub', 2_000_000n]
    ]
  )
  t.equal(findRoute('ours', 'shops', msat(1n), []), undefined)
  t.end()
})
