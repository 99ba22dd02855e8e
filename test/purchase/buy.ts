// Buying, with the real payment room, ledger and node: held only for
// what was agreed, ordered once, delivered when it is paid.
import { t as file, test } from 'tap'
import { heldAccountOf, type Id } from '../../src/core/ids.ts'
import { msat } from '../../src/core/msat.ts'
import { market } from './harness/market.ts'

const BALANCE = 1_000_000

// Side by side: each has a house of its own, and most of the time one waits.
file.jobs = 4

type Market = Awaited<ReturnType<typeof market>>

const money = async ({ balance }: Market, account: Id) => ({
  free: await balance(account),
  held: await balance(heldAccountOf(account))
})
const NOTHING_SPENT = { free: BigInt(BALANCE), held: 0n }

test('what is bought is paid, with the surcharge to the house, and delivered', async t => {
  const house = await market(t, {}, 700)
  const alice = await house.user(BALANCE)
  const till = await house.till()
  const { purchase, replayed } = await till.buy(house.wish(alice, 'one'))
  t.equal(replayed, false)
  t.match(purchase, { status: 'pending', amountMsat: 10_000n, surchargeMsat: 700n })
  const ended = await till.ended(alice, purchase.id, 60_000)
  t.match(ended, { status: 'delivered', delivery: { state: 'ready', output: { code: 'abc' } } })
  t.equal(house.rung(), 1, 'its event is written beside the ledger')
  const spent = 10_700n + (ended?.feeMsat ?? 0n)
  t.same(await money(house, alice), { free: BigInt(BALANCE) - spent, held: 0n })
  const again = await till.buy(house.wish(alice, 'one'))
  t.match(again, { replayed: true, purchase: { id: purchase.id, status: 'delivered' } })
  await t.rejects(till.buy(house.wish(alice, 'one', { maxTotalMsat: msat(1) })), {
    code: 'idempotency_key_reused'
  })
  t.equal(house.shop.asked.filter(what => what.startsWith('invoice')).length, 1)
  t.same(await house.wrong(), [])
})

test('a price that was not agreed is not held for', async t => {
  const house = await market(t)
  const alice = await house.user(BALANCE)
  const till = await house.till()
  const asks = (amount: number): void => {
    house.shop.invoice = async () => ({
      is: 'ok',
      value: { bolt11: await house.invoice(amount) }
    })
  }
  const refused = async (amount: number, code: string, more = {}): Promise<void> => {
    asks(amount)
    await t.rejects(till.buy(house.wish(alice, undefined, more)), { code }, `${amount} msat`)
  }
  await refused(50_001, 'price_too_high')
  await refused(999, 'limit_exceeded')
  await refused(10_000, 'price_too_high', { maxTotalMsat: msat(14_999) })
  house.shop.invoice = async () => ({
    is: 'ok',
    value: { bolt11: await house.invoice() }
  })
  await t.rejects(till.buy(house.wish(alice)), { code: 'amount_required' })
  house.shop.invoice = async () => ({ is: 'ok', value: { bolt11: 'lnbcrt1nonsense' } })
  await t.rejects(till.buy(house.wish(alice)), { code: 'invoice_invalid' })
  t.same(await money(house, alice), NOTHING_SPENT)
  t.same(await house.wrong(), [])
})

test('the service’s no is final for a key; that it was silent is not', async t => {
  const house = await market(t)
  const alice = await house.user(BALANCE)
  const till = await house.till()
  const good = house.shop.invoice
  house.shop.invoice = async () => ({ is: 'refused', code: 'soldOut', message: 'no' })
  await t.rejects(till.buy(house.wish(alice, 'no')), { code: 'lapp_refused', detail: 'no' })
  house.shop.invoice = good
  await t.rejects(till.buy(house.wish(alice, 'no')), { code: 'lapp_refused', detail: 'no' })
  house.shop.invoice = async () => ({ is: 'unavailable', because: 'upstream', why: 'Shut.' })
  await t.rejects(till.buy(house.wish(alice, 'shut')), { code: 'lapp_unavailable', detail: /Shut/ })
  t.same(await money(house, alice), NOTHING_SPENT)
  house.shop.invoice = good
  const { purchase } = await till.buy(house.wish(alice, 'shut'))
  t.match(await till.ended(alice, purchase.id, 60_000), { status: 'delivered' })
  const [first, second] = house.shop.asked.filter(what => what.startsWith('invoice')).slice(-2)
  t.equal(first, second, 'the same order, so that the service can tell')
  t.same(await house.wrong(), [])
})

test('an invoice that a service hands out twice is paid once', async t => {
  const house = await market(t)
  const [alice, bob] = [await house.user(BALANCE), await house.user(BALANCE)]
  const till = await house.till()
  const bolt11 = await house.invoice(10_000)
  house.shop.invoice = async () => ({ is: 'ok', value: { bolt11 } })
  const { purchase } = await till.buy(house.wish(alice))
  await t.rejects(till.buy(house.wish(bob)), { code: /being_paid|already_paid/ })
  t.match(await till.ended(alice, purchase.id, 60_000), { status: 'delivered' })
  t.same(await money(house, bob), NOTHING_SPENT)
  t.same(await house.wrong(), [])
})

test('a payment that fails delivers nothing and costs nothing', async t => {
  const house = await market(t)
  const alice = await house.user(BALANCE)
  const till = await house.till()
  await house.next({ is: 'fail', code: 203 })
  const { purchase } = await till.buy(house.wish(alice))
  t.match(await till.ended(alice, purchase.id, 60_000), {
    status: 'failed',
    error: { code: 'refused_by_payee' },
    delivery: { state: 'none', output: null }
  })
  t.notOk(house.shop.asked.some(what => what.startsWith('deliver')))
  t.same(await money(house, alice), NOTHING_SPENT)
  t.same(await house.wrong(), [])
})

test('what was paid for is asked for again, by another process too', async t => {
  const house = await market(t)
  const alice = await house.user(BALANCE)
  const till = await house.till()
  const said: unknown[] = []
  const asked = Promise.withResolvers<undefined>()
  house.shop.deliver = async ({ paid, order }) => {
    said.push({ ...paid, key: order.key })
    asked.resolve(undefined)
    return { is: 'ok', value: { state: 'later', retryAfterMs: 60_000 } }
  }
  const { purchase } = await till.buy(house.wish(alice))
  await asked.promise
  await till.leave()
  t.same(await house.sql('select delivery_tries as tries from purchase'), [{ tries: 1 }])
  await house.sql('update purchase set deliver_at = now() where deliver_at > now()')
  house.shop.deliver = async () => ({ is: 'ok', value: { state: 'ready', output: { code: 'z' } } })
  const other = await house.till()
  other.sweep()
  const ended = await other.ended(alice, purchase.id, 60_000)
  t.match(ended, { status: 'delivered', delivery: { output: { code: 'z' } } })
  t.match(said, [{ preimage: ended?.preimage, bolt11: ended?.bolt11 }])
  t.equal((await house.sql('select delivery_tries as tries from purchase'))[0]?.['tries'], 2)
  t.same(await house.wrong(), [])
})

test('a quote binds the service, is of one account, and runs out', async t => {
  const house = await market(t, { hasQuote: true })
  const [alice, bob] = [await house.user(BALANCE), await house.user(BALANCE)]
  const till = await house.till()
  const expiresAt = new Date(Date.now() + 60_000)
  house.shop.quote = async () => ({ is: 'ok', value: { msat: msat(9_999), expiresAt } })
  const ask = { account: alice, lapp: 'shop', input: { text: 'x' } }
  const quote = await till.quote(ask)
  t.match(quote, { amountMsat: 9_999n, totalMaxMsat: 14_999n })
  const with_ = (account: Id) => house.wish(account, undefined, { quote: quote.id })
  await t.rejects(till.buy(with_(alice)), { code: 'price_too_high' }, 'a msat more than it said')
  await t.rejects(till.buy(with_(bob)), { code: 'not_found' })
  house.shop.quote = async () => ({
    is: 'ok',
    value: { msat: msat(9_999), expiresAt: new Date(Date.now() - 1) }
  })
  const late = await till.quote(ask)
  await t.rejects(till.buy(house.wish(alice, undefined, { quote: late.id })), {
    code: 'price_too_high'
  })
  t.same(await money(house, alice), NOTHING_SPENT)
  t.same(await house.wrong(), [])
})
