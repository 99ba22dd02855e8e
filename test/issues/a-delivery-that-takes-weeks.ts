// A delivery that takes weeks (a postcard): the LApp says what is happening meanwhile, its buyer
// reads it everywhere, and it is asked for as long as lapp.json says.
import { test } from 'tap'
import { purchaseWords } from '../../src/bot/screens/bought.ts'
import { undelivered } from '../../src/bot/texts/reasons.ts'
import { readManifest } from '../../src/lapps/contract/manifest.ts'
import { READERS } from '../../src/lapps/process/results.ts'
import { presentPurchase } from '../../src/http/routes/purchases.ts'
import echo from '../../lapps/echo/lapp.json' with { type: 'json' }
import { lapp, purchase } from '../http/fixtures/gateway.ts'
import { market } from '../purchase/harness/market.ts'
import { complete, inMemory, signedIn } from '../web/harness/in-memory.ts'

test('what the LApp says is happening stands in the purchase until it is delivered', async t => {
  const manifest = { ...read({ deliverWithin: 60 }), id: 'shop' }
  const house = await market(t, { manifest })
  const alice = await house.user(100_000)
  const till = await house.till()
  let note: string | undefined = 'printed'
  let answered = Promise.withResolvers<undefined>()
  house.shop.deliver = async () => {
    answered.resolve(undefined)
    return { is: 'ok', value: { state: 'later', retryAfterMs: 3_600_000, note } }
  }
  const { purchase } = await till.buy(house.wish(alice))
  const after = async (days: number) => {
    answered = Promise.withResolvers<undefined>()
    await house.sql(
      `update payment set finished_at = now() - ${days} * interval '1 day' where finished_at is not null`
    )
    await house.sql('update purchase set deliver_at = now() where deliver_at > now()')
    till.sweep()
    await answered.promise
    await till.idle()
    return till.find(alice, purchase.id)
  }
  await answered.promise
  await till.idle()
  t.match(await till.find(alice, purchase.id), { status: 'paid', delivery: { note: 'printed' } })
  note = 'posted'
  t.match(await after(59), { delivery: { state: 'waiting', note: 'posted' } })
  note = undefined
  t.match(await after(59.5), { delivery: { state: 'waiting', note: null } })
  t.match(await after(61), {
    delivery: { state: 'failed', reason: 'It has not delivered in 60 days.', note: null }
  })
  t.same(await house.wrong(), [])
})

test('its buyer reads it over REST, in the bot and on the page', async t => {
  const delivery = { state: 'waiting', output: null, reason: null, note: 'It is printed' } as const
  const waiting = { ...purchase, status: 'paid', delivery } as const
  t.match(presentPurchase(waiting), { status: 'paid', delivery: { note: 'It is printed' } })
  const german = { de: { 'note.It is printed': 'Sie ist gedruckt' } }
  const card = { ...complete(lapp('lnsms', 'A card', 'fun')), translations: german }
  t.match(purchaseWords('en', card, waiting).text, /\nIt is printed|⏳ It is printed/)
  t.match(purchaseWords('de', card, waiting).text, '⏳ Sie ist gedruckt')
  t.equal(
    undelivered('de', 'It has not delivered in 60 days.'),
    'Der Dienst hat in seiner Zeit nicht geliefert.'
  )
  t.equal(
    undelivered('de', 'No such mailbox'),
    'No such mailbox',
    'what the service says is quoted'
  )
  const { url, headers } = await inMemory(t, { catalogue: [card], purchase: () => waiting })
  const page = await fetch(`${url}/purchases/${signedIn.purchase}`, { headers })
  t.match(await page.text(), /<p class="notice">It is printed<\/p>/)
})

test('a manifest names 1 to 60 days, seven by default; a note is a short plain text', t => {
  t.equal(read({}).deliverWithin, 7)
  t.equal(read({ deliverWithin: 60 }).deliverWithin, 60)
  for (const deliverWithin of [0, 61, 1.5]) {
    t.match(readManifest('echo', JSON.stringify({ ...echo, deliverWithin })), { is: 'invalid' })
  }
  const answer = (note: unknown) =>
    READERS.deliver({ state: 'later', retryAfterMs: 500, note }, () => {
      throw new Error('there is no output')
    })
  t.strictSame(answer('in print\u202e'), { state: 'later', retryAfterMs: 500, note: 'in print' })
  t.equal(answer('x'.repeat(201)), undefined)
  t.equal(answer(5), undefined)
  t.end()
})

function read(more: object) {
  const it = readManifest('echo', JSON.stringify({ ...echo, ...more }))
  if (it.is === 'invalid') throw new Error(it.why)
  return it.manifest
}
