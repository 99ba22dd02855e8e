// The local copy of BTCPay Server answers as its OpenAPI says, and takes what that lets through.
import { Ajv } from 'ajv'
import { test } from 'tap'
import { btcpay } from '../../../src/sandbox/payment-services/btcpay.ts'
import { payOnChain } from '../../../src/sandbox/payment-services/chain-payments.ts'
import { serveDoor } from '../../../src/sandbox/payment-services/serve.ts'
import openapi from '../../deposit/fixtures/btcpay-openapi.json' with { type: 'json' }
import { openNode } from '../fixtures/node.ts'

const ajv = new Ajv({ strict: false, allErrors: true })
ajv.addSchema(openapi, 'facts')

const faults = (name: string, value: unknown): unknown => {
  const check = ajv.compile({ $ref: `facts#/$defs/${name}` })
  return check(value) ? [] : check.errors
}

type Made = { readonly id: string; readonly checkout: object | null }

test('its answers have the names and types of the OpenAPI, and no others', async t => {
  const node = await openNode(t)
  const { network } = node
  const door = await serveDoor(network, 'btcpay', btcpay(network, { apiKey: 'k', storeId: 's' }))
  t.teardown(door.close)
  const ask = async (path: string, body?: object, key = 'k'): Promise<unknown> => {
    const answer = await fetch(`${door.url}${path}`, {
      method: body === undefined ? 'GET' : 'POST',
      headers: { authorization: `token ${key}`, 'content-type': 'application/json' },
      ...(body !== undefined && { body: JSON.stringify(body) })
    })
    return answer.json()
  }
  const wish = {
    amount: '5000',
    currency: 'SATS',
    metadata: { orderId: 'dep_1' },
    checkout: { speedPolicy: 'LowMediumSpeed', expirationMinutes: 60, monitoringMinutes: 60 }
  }
  t.same(faults('CheckoutOptions', wish.checkout), [])
  const made = (await ask('/api/v1/stores/s/invoices', wish)) as Made
  t.same(faults('InvoiceData', { ...made, metadata: '' }), [])
  const methods = async (): Promise<unknown[]> =>
    (await ask(`/api/v1/invoices/${made.id}/payment-methods`)) as unknown[]
  t.equal((await methods()).length, 3)
  const chain = (await methods()) as { paymentMethodId: string; destination: string }[]
  const address = chain.find(one => one.paymentMethodId === 'BTC-CHAIN')?.destination ?? ''
  payOnChain(network, { address, coin: 'BTC', sats: 7_000n, confirmations: 0 })
  for (const ms of [0, 30_000, 3_600_000]) {
    node.pass(ms)
    for (const method of await methods()) {
      t.same(faults('InvoicePaymentMethodDataModel', method), [])
    }
    const one = (await ask(`/api/v1/invoices/${made.id}`)) as Made
    t.same(faults('InvoiceData', { ...one, metadata: '' }), [])
  }
  t.match(await ask('/api/v1/stores/s/invoices?orderId=dep_1&orderId=none'), [{ id: made.id }])
  t.match(await ask('/api/v1/invoices/none'), { code: 'invoice-not-found', message: String })
  const refused = { ...wish, amount: '0' }
  t.match(await ask('/api/v1/stores/s/invoices', refused), [{ path: 'amount', message: String }])
  t.match(await ask('/api/v1/server/info', undefined, 'x'), { code: 'unauthenticated' })
  t.match(await ask('/api/v1/server/info'), { version: '2.4.7' })
})
