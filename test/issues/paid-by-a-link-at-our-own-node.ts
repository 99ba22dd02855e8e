// An invoice of BTCPay Server that was paid through its LNURL: the payment has a hash like any
// other over Lightning, by which our own node knows whether it holds the money.
import { test } from 'tap'
import { newId } from '../../src/core/ids.ts'
import { msat } from '../../src/core/msat.ts'
import { btcpay } from '../../src/deposit/sources/btcpay.ts'
import { orderOf, wire } from '../../src/deposit/sources/btcpay-wire.ts'

const HASH = 'ab'.repeat(32)

test('a payment by LNURL has its payment hash, one on the chain has none', async t => {
  const deposit = newId()
  const invoice = {
    id: 'i',
    currency: 'SATS',
    status: 'Settled',
    expirationTime: 2_000_000_000,
    monitoringExpiration: 2_000_000_000,
    metadata: { orderId: orderOf(deposit) }
  }
  const method = (name: string, id: string) => ({
    paymentMethodId: name,
    currency: 'BTC',
    payments: [{ id, value: '0.00005', status: 'Settled' }]
  })
  const names = ['BTC-LN', 'BTC-LNURL', 'BTC-CHAIN'] as const
  const ask = async (_method: string, path: string) => ({
    status: 200,
    body: path.includes('payment-methods') ? names.map(name => method(name, HASH)) : [invoice]
  })
  const { polled } = btcpay(wire(ask, 's'), msat(1_000))
  const one = { deposit, invoice: 'i', stirred: true, timeOver: false }
  const sighting = (await polled.sight([one])).get('i')
  t.match(sighting, {
    payments: names.map(name => ({
      method: name,
      paymentHash: name === 'BTC-CHAIN' ? undefined : HASH
    }))
  })
})
