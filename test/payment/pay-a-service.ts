import { test } from 'tap'
import { msat } from '../../src/core/msat.ts'
import { honest, invoice, service } from './fixtures/lnurl-service.ts'
import { room } from './harness/paying-services.ts'

test('a service is paid once its invoice is what was agreed', async t => {
  const { paying, wish, balance } = await room(t)

  await t.test('a repeat answers the same payment and asks the service nothing', async t => {
    const { host, asked } = await service(t, honest)
    const first = await paying.open(wish(`alice@${host}`, 'one', 50_000))
    t.match(first, {
      replayed: false,
      payment: { amountMsat: 50_000n, description: 'Coffee for Alice', comment: 'thanks' }
    })
    t.equal(asked.length, 2)
    const again = await paying.open(wish(`alice@${host}`, 'one', 50_000))
    t.equal(again.replayed, true)
    t.same(again.payment, first.payment)
    t.equal(asked.length, 2)
    t.equal(await balance(), 1_000_000n - 50_000n - first.payment.maxFeeMsat)
  })

  await t.test('of many repeats at once one is a payment', async t => {
    const { host } = await service(t, honest)
    const before = await balance()
    const opened = await Promise.all(
      Array.from({ length: 8 }, () => paying.open(wish(`alice@${host}`, 'two', 50_000)))
    )
    t.equal(new Set(opened.map(({ payment }) => payment.id)).size, 1)
    t.equal(opened.filter(({ replayed }) => !replayed).length, 1)
    t.equal(await balance(), before - 50_000n - (opened[0]?.payment.maxFeeMsat ?? 0n))
  })

  await t.test('where a service or an amount is missing, nothing is held', async t => {
    const { host, asked } = await service(t, honest)
    const before = await balance()
    const unsaid = paying.open(wish(`alice@${host}`, 'three'))
    await t.rejects(unsaid, { code: 'amount_required', detail: /from 1000 to 100000 msat/ })
    t.equal(asked.length, 1)
    const gone = paying.open(wish('alice@127.0.0.1:1', 'four', 1_000))
    await t.rejects(gone, { code: 'lapp_unavailable' })
    t.equal(await balance(), before)
  })

  await t.test('an invoice goes through as it is, and nobody is asked', async t => {
    const bolt11 = invoice(1_000)
    const pasted = { destination: ` lightning:${bolt11} `, amountMsat: msat(7), comment: 'hi' }
    t.same(await paying.prepare(pasted), {
      bolt11,
      amountMsat: 7n,
      description: undefined,
      successAction: undefined
    })
  })

  await t.test('what was paid through us before shows as such when it is read', async t => {
    const [paid] = (await paying.list(wish('', '').account, { limit: 1, cursor: undefined })).data
    t.match(await paying.decode(paid?.bolt11 ?? ''), { payable: false, reason: /under way/ })
  })
})
