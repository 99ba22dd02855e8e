// Webhooks over the real ledger: nothing is lost, whatever its receiver does.
import { t as file, test } from 'tap'
import { newId, showId, type Id } from '../../src/core/ids.ts'
import { openAccount } from '../../src/ledger/open.ts'
import { PUBLIC } from '../../src/net/decide.ts'
import { down, isSignedBy, receiver, telling, took } from './harness/telling.ts'

const HOUR = 3_600_000
const PAGE = { limit: 100, cursor: undefined }

file.jobs = 3

const ids = (shop: Awaited<ReturnType<typeof receiver>>): readonly string[] =>
  shop.posts.map(({ id }) => id)

test('what happens is sent once, signed, and says what it is about', async t => {
  const { gateway, give, user, sql } = await telling(t)
  const [ann, bob, shop] = [await user(1_000), await user(), await receiver(t)]
  const a = gateway()
  await give(ann, bob)
  const hook = await a.hooks.create(bob, { url: shop.url, events: undefined })
  const { transfer } = await give(ann, bob)
  await give(bob, ann)
  await t.rejects(give(bob, ann, 5_000), { code: 'insufficient_balance' })
  await Promise.all([a.step(), gateway().step()])
  await a.step()
  t.equal(shop.posts.length, 1, 'not what came before it, nor what was not his')
  const [post] = shop.posts
  t.match(post, {
    event: {
      id: post?.id,
      type: 'transfer.received',
      account: showId('acc', bob),
      sequence: 1,
      data: { subject: transfer.id }
    }
  })
  t.match(post?.id, /^evt_[0-9a-f]{32}$/)
  t.ok(post && isSignedBy(hook.secret, post))
  t.match(await a.hooks.deliveries(bob, hook.id, PAGE), {
    data: [{ state: 'delivered', tries: 1, responseStatus: 204, error: null }]
  })
  t.equal(await a.hooks.deliveries(ann, hook.id, PAGE), undefined)
  t.same(await sql('select count(*)::int from event where account = $1', [ann]), [{ count: 0 }])
  t.equal(await a.hooks.remove(ann, hook.id), false)
  t.equal(await a.hooks.remove(bob, hook.id), true)
  await give(ann, bob)
  await a.step()
  t.equal(shop.posts.length, 1)
})

test('a receiver that was down for a day gets all of it, once it is back, without a wait', async t => {
  const { gateway, give, user, pass } = await telling(t)
  const [ann, bob, shop] = [await user(1_000), await user(), await receiver(t)]
  const a = gateway()
  const hook = await a.hooks.create(bob, { url: shop.url, events: ['transfer.received'] })
  shop.behave = down
  for (let hour = 0; hour < 24; hour++) {
    await give(ann, bob)
    await a.step()
    pass(HOUR)
  }
  t.match(await a.hooks.find(bob, hook.id), { disabledAt: null, failingSince: Date })
  shop.posts.length = 0
  shop.behave = took
  for (let n = 0; n < 20 && shop.posts.length === 0; n++) {
    pass(HOUR)
    await a.step()
  }
  t.equal(shop.posts.length, 1, 'one tries whether it is back')
  await a.step()
  await a.step()
  t.equal(new Set(ids(shop)).size, 24)
  t.equal(shop.posts.length, 24)
  t.match(await a.hooks.find(bob, hook.id), { failingSince: null })
})

test('one that takes nothing for three days is disabled, the others are told, and all can be had later', async t => {
  const { gateway, give, user, pass } = await telling(t)
  const [ann, bob, shop, other] = [
    await user(1_000),
    await user(),
    await receiver(t),
    await receiver(t)
  ]
  const a = gateway()
  const hook = await a.hooks.create(bob, { url: shop.url, events: ['transfer.received'] })
  await a.hooks.create(bob, { url: other.url, events: ['webhook.disabled'] })
  shop.behave = down
  await give(ann, bob)
  for (let hour = 0; hour < 80; hour++) {
    await a.step()
    pass(HOUR)
  }
  t.match(await a.hooks.find(bob, hook.id), { disabledBecause: /three days; .* it answered 503/ })
  t.match(other.posts, [{ event: { type: 'webhook.disabled', sequence: 1 } }])
  const before = shop.posts.length
  await give(ann, bob)
  await a.step()
  t.equal(shop.posts.length, before, 'it is left alone')
  shop.behave = took
  const kept = (await a.hooks.deliveries(bob, hook.id, PAGE))?.data ?? []
  t.match(kept, [
    { state: 'failed', error: /^the webhook is disabled/ },
    { state: 'failed', error: 'it answered 503' }
  ])
  for (const { id } of kept) {
    t.match(await a.hooks.replay(bob, hook.id, id), { state: 'delivered' })
  }
  t.same(
    ids(shop).slice(before),
    kept.map(({ id }) => showId('evt', id))
  )
  t.match(await a.hooks.find(bob, hook.id), { disabledAt: null }, 'what works is on again')
  t.equal(await a.hooks.replay(ann, hook.id, kept[0]?.id ?? newId()), undefined)
  t.equal(await a.hooks.replay(bob, hook.id, newId()), undefined)
})

test('a slow receiver keeps nobody waiting but itself', async t => {
  const { gateway, give, user } = await telling(t)
  const [ann, bob, slow, quick] = [
    await user(1_000),
    await user(),
    await receiver(t),
    await receiver(t)
  ]
  const a = gateway()
  const held: (() => unknown)[] = []
  slow.behave = (_post, answer) => held.push(() => answer.writeHead(200).end())
  for (const { url } of [slow, quick]) await a.hooks.create(bob, { url, events: undefined })
  for (let n = 0; n < 40; n++) await give(ann, bob)
  for (let n = 0; n < 200 && quick.posts.length < 40; n++) await a.beat()
  t.equal(quick.posts.length, 40)
  t.ok(slow.posts.length <= 16, `${slow.posts.length} at once`)
  slow.behave = took
  for (const answer of held) answer()
  for (let n = 0; n < 5; n++) await a.step()
  t.equal(new Set(ids(slow)).size, 40)
})

test('what a receiver took without saying so comes again under the same name', async t => {
  const { gateway, give, user, pass } = await telling(t)
  const [ann, bob, shop] = [await user(1_000), await user(), await receiver(t)]
  const a = gateway()
  await a.hooks.create(bob, { url: shop.url, events: undefined })
  shop.behave = (_post, _answer, asked) => asked.socket.destroy()
  await give(ann, bob)
  await a.step()
  shop.behave = took
  pass(5_000)
  await a.step()
  t.equal(shop.posts.length, 2)
  t.equal(new Set(ids(shop)).size, 1)
  t.equal(shop.posts[0]?.body, shop.posts[1]?.body)
})

test('a receiver that lies is not believed, and leads nowhere', async t => {
  const { gateway, give, user } = await telling(t)
  const [ann, bob, shop, other] = [
    await user(1_000),
    await user(),
    await receiver(t),
    await receiver(t)
  ]
  const a = gateway()
  const hook = await a.hooks.create(bob, { url: shop.url, events: undefined })
  const said = async (): Promise<unknown> => {
    await give(ann, bob)
    await a.step()
    return (await a.hooks.deliveries(bob, hook.id, PAGE))?.data[0]
  }
  shop.behave = (_post, answer) => answer.writeHead(302, { location: other.url }).end()
  t.match(await said(), { state: 'pending', error: 'it answered 302' })
  shop.behave = (_post, answer) => answer.writeHead(200, { 'content-length': '9999999' }).end('x')
  t.match(await said(), { state: 'pending', error: 'the answer is too large' })
  shop.behave = (_post, answer) => answer.writeHead(410).end()
  t.match(await said(), { state: 'failed', error: 'it answered 410' })
  t.match(await a.hooks.find(bob, hook.id), { disabledBecause: /410/ })
  t.equal(other.posts.length, 0)
})

test('a webhook leads to no private address, by whatever name', async t => {
  const { gateway, give, user, sql } = await telling(t)
  const [ann, bob, shop] = [await user(1_000), await user(), await receiver(t)]
  const bait = gateway(PUBLIC, async () => Promise.resolve(['127.0.0.1']))
  for (const url of [
    shop.url,
    'https://127.0.0.1/',
    'https://[::1]/',
    'https://0x7f.1',
    'x',
    'ftp://a.b'
  ])
    await t.rejects(bait.hooks.create(bob, { url, events: undefined }), { code: 'invalid_request' })
  const hook = await bait.hooks.create(bob, { url: 'https://shop.example/', events: undefined })
  await give(ann, bob)
  await bait.step()
  t.match(await bait.hooks.deliveries(bob, hook.id, PAGE), {
    data: [{ state: 'pending', error: '127.0.0.1 is not public', responseStatus: null }]
  })
  t.equal(shop.posts.length, 0)
  for (let n = 1; n < 20; n++)
    await bait.hooks.create(bob, { url: 'https://shop.example/', events: undefined })
  await t.rejects(bait.hooks.create(bob, { url: 'https://shop.example/', events: undefined }), {
    code: 'limit_exceeded'
  })
  t.match(await sql('select count(*)::int as n from webhook'), [{ n: 20 }])
})

test('after a rotation both secrets sign for a while, and then the new one alone', async t => {
  const { gateway, user, pass } = await telling(t)
  const [bob, shop] = [await user(), await receiver(t)]
  const a = gateway()
  const { id, secret: old } = await a.hooks.create(bob, { url: shop.url, events: undefined })
  const { secret = '' } = (await a.hooks.rotate(bob, id, 3_600)) ?? {}
  t.not(secret, old)
  t.equal(await a.hooks.rotate(await user(), id, 0), undefined)
  t.match(await a.hooks.test(bob, id), { state: 'delivered', tries: 1 })
  pass(2 * HOUR)
  await a.hooks.test(bob, id)
  const [first, second] = shop.posts
  t.ok(first && isSignedBy(old, first) && isSignedBy(secret, first))
  t.ok(second && !isSignedBy(old, second) && isSignedBy(secret, second))
  t.match(first?.event, { type: 'webhook.test' })
  await a.step()
  t.same(await a.events.after(0n, 100, bob), [], 'and is in no stream')
})

test('an app hears of its sub-accounts, those that it opens later as well', async t => {
  const { gateway, give, user, em } = await telling(t)
  const [ann, app, shop] = [await user(1_000), await user(), await receiver(t)]
  const open = async (): Promise<Id> => openAccount(em, { name: 'child', parent: app })
  const early = await open()
  const a = gateway()
  await a.hooks.create(app, { url: shop.url, events: undefined })
  const late = await open()
  for (const to of [early, late, app]) await give(ann, to)
  await a.step()
  t.same(
    new Set(shop.posts.map(({ event }) => (event as unknown as { account: string }).account)),
    new Set([early, late, app].map(id => showId('acc', id)))
  )
  t.same(
    (await a.events.after(0n, 100, late)).map(({ account }) => account),
    [late]
  )
})
