// Paid, and told of, before the call that makes the invoice is answered: nobody knows yet whose it
// is, the notice comes to nothing, and the money is credited all the same, once.
import type { FastifyInstance } from 'fastify'
import { test, type Test } from 'tap'
import { noticeToken } from '../../src/deposit/sources/charge.ts'
import { findByHash } from '../../src/sandbox/node/invoices.ts'
import { btcpay } from '../../src/sandbox/payment-services/btcpay.ts'
import { findInvoice } from '../../src/sandbox/payment-services/btcpay-invoices.ts'
import { charge } from '../../src/sandbox/payment-services/charge.ts'
import { serveDoor } from '../../src/sandbox/payment-services/serve.ts'
import { doors, post, rings, signed, until } from './harness/doors.ts'
import { elsewhere, type Elsewhere } from './harness/elsewhere.ts'

type Made = { readonly id: string; readonly payreq?: string }
type Source = 'btcpay' | 'charge'

/** Pays the invoice, and says so as that service does; answers what each notice is answered. */
async function payAndTell(on: Elsewhere, app: FastifyInstance, source: Source, made: Made) {
  const { id, payreq } = made
  const hash = findInvoice(on.network, id)?.paymentHash ?? ''
  on.pay(payreq ?? findByHash(on.network, hash)?.bolt11 ?? '')
  if (source === 'charge') {
    const path = `/notices/charge/${noticeToken(on.keys.charge.token)}`
    return [await post(app, path, JSON.stringify({ id, status: 'paid' }))]
  }
  const event = JSON.stringify({ type: 'InvoiceSettled', invoiceId: id, isRedelivery: false })
  const header = { 'btcpay-sig': signed(on.keys.btcpay.webhookSecret, event) }
  return [
    await post(app, '/notices/btcpay', event, header),
    await post(app, '/notices/btcpay/ipn', JSON.stringify({ id, status: 'complete' }))
  ]
}

/** The service again, which tells before it answers; at first it does not answer at all. */
async function hasty(t: Test, on: Elsewhere, source: Source, lost: number) {
  const app = await doors(t, on)
  const answers: number[] = []
  const made = new Set<string>()
  await on.served[source].close()
  on.served[source] = await serveDoor(on.network, source, service => {
    service.addHook('onSend', async ({ method }, reply, payload) => {
      if (method !== 'POST' || reply.statusCode >= 300) return payload
      const one = JSON.parse(String(payload)) as Made
      made.add(one.id)
      answers.push(...(await payAndTell(on, app, source, one)))
      if (made.size <= lost) reply.raw.destroy()
      return payload
    })
    const routes = {
      btcpay: btcpay(on.network, on.keys.btcpay),
      charge: charge(on.network, on.keys.charge)
    }
    routes[source](service)
  })
  return { answers, made }
}

for (const source of ['btcpay', 'charge'] as const)
  for (const lost of [0, 1])
    test(`${source}: a notice before ${lost ? 'an answer that is lost' : 'the answer'} ends in a credit`, async t => {
      const on = await elsewhere(t)
      const { answers, made } = await hasty(t, on, source, lost)
      const alice = await on.user()
      if (lost > 0) await t.rejects(on.ask(alice, source, 5, 'a key'), { code: 'not_ready' })
      const deposit = await on.ask(alice, source, 5, 'a key')
      t.strictSame(new Set(answers), new Set([204]), 'a name that nobody knows is no error')
      t.equal(made.size, 1)
      t.equal(await rings(on), 0, 'and rings at nothing')
      t.match(deposit, { status: 'pending', receivedMsat: null })
      const stop = on.gateway()
      t.ok(await until(async () => (await on.balance(alice)) === 5_000n))
      await stop()
      t.match(await on.found(deposit), { status: 'settled', receivedMsat: 5_000n })
      t.equal((await on.sql(`select from entry where kind = 'deposit'`)).length, 1)
      t.same(await on.wrong(), [])
    })
