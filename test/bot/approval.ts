import pg from 'pg'
import { test } from 'tap'
import { LNSMS } from '../e2e/harness/place.ts'
import { parse } from '../../src/core/ids.ts'
import { until } from '../e2e/harness/until.ts'
import { invoice, texts } from '../e2e/harness/money.ts'
import { house, type House } from './harness/gateway.ts'

const BUDGET = 100_000
const SMS = { input: { number: '+19876543210', text: 'approved' } }

/** Ann, with 5 000 sat, and programs of hers. */
async function ann({ tg, person, fund, gateway }: House) {
  const who = person(71, 'Ann')
  await fund(who, 5_000_000)
  who.says('/api')
  who.presses(await tg.sees(71, /Keys for programs/), /Everything/)
  const all = /lgk_\S+/.exec((await tg.sees(71, /lgk_/)).text)?.[0] ?? ''
  const make = async (more: object): Promise<{ key: string; id: string }> => {
    const scopes = ['account:read', 'payments:write', 'purchases:write']
    const budget = { amount_msat: BUDGET, period: 'day' }
    const wish = { name: 'the bot', scopes, budget, ...more }
    const { body } = await gateway.ask('POST', '/v1/api-keys', wish, { key: all })
    return { key: String(body['key']), id: String(body['id']) }
  }
  const account = async () =>
    (await gateway.ask('GET', '/v1/account', undefined, { key: all })).body
  return { who, all, make, account }
}

test('what is over the budget of a key is paid once its owner has said yes, and nothing is held before', async t => {
  const h = await house(t, LNSMS)
  const { tg, gateway, person } = h
  const { who, make, account, all } = await ann(h)
  const { key, id } = await make({ approval: true })
  const ask: typeof gateway.ask = async (method, path, body, how = {}) =>
    gateway.ask(method, path, body, { key, ...how })
  const wish = { destination: await invoice(gateway, 900_000), metadata: { order: '7' } }

  const asked = await ask('POST', '/v1/payments', wish, { idem: 'one', wait: 30 })
  t.match(asked, {
    status: 202,
    body: { status: 'pending_approval', amount_msat: 900_000, error: null, metadata: wish.metadata }
  })
  const at = `/v1/payments/${String(asked.body['id'])}`
  t.equal(asked.headers.get('location'), at)
  t.match(await account(), { balance_msat: 5_000_000, held_msat: 0 }, 'nothing is held')
  const again = await ask('POST', '/v1/payments', wish, { idem: 'one' })
  t.match(again, { status: 202, body: { id: asked.body['id'], status: 'pending_approval' } })
  t.equal(again.headers.get('idempotent-replayed'), 'true')
  const other = { ...wish, amount_msat: 900_000 }
  t.match(await ask('POST', '/v1/payments', other, { idem: 'one' }), { status: 422 })
  t.match(await ask('GET', at), { status: 200, body: { status: 'pending_approval' } })
  const list = async (status: string) =>
    (await ask('GET', `/v1/payments?status=${status}`)).body['data'] as readonly object[]
  t.match(await list('pending_approval'), [{ id: asked.body['id'] }])
  t.same(await list('failed'), [])
  t.match((await ask('GET', '/v1/payments')).body, { data: [{ id: asked.body['id'] }] })

  const question = await tg.sees(71, /Your key the bot is asking for up to/)
  t.match(question.text, /more than its budget has left/)
  const eve = person(72, 'Eve')
  eve.says('/start')
  await tg.sees(72, /Welcome/)
  eve.presses(question, /Approve/)
  await tg.until(
    () => tg.calls.find(({ params }) => /somebody else/.test(String(params['text']))),
    'a refusal'
  )
  t.match(await ask('GET', at), { body: { status: 'pending_approval' } })
  for (let n = 0; n < 5; n++) who.presses(question, /Approve/)
  await tg.sees(71, /Approved/)
  const paid = await until(async () => {
    const { body } = await ask('GET', at)
    return body['status'] === 'succeeded' ? body : undefined
  })
  t.match(paid, { id: asked.body['id'], metadata: wish.metadata, preimage: String })
  t.match(await ask('POST', '/v1/payments', wish, { idem: 'one' }), {
    status: 201,
    body: { id: asked.body['id'], status: 'succeeded' }
  })
  t.match(await account(), {
    balance_msat: 5_000_000 - 900_000 - Number(paid['fee_msat']),
    held_msat: 0
  })
  t.same(
    ((await ask('GET', '/v1/payments')).body['data'] as readonly object[]).length,
    1,
    'it is one payment'
  )
  const keyNow = await gateway.ask('GET', `/v1/api-keys/${id}`, undefined, { key: all })
  t.match(keyNow.body, { budget: { left_msat: BUDGET } }, 'beyond the budget')
  await gateway.close()
})

test('a purchase waits likewise; no means no, and where nobody can be asked it is refused', async t => {
  const h = await house(t, LNSMS)
  const { tg, gateway } = h
  const { who, make, account, all } = await ann(h)
  const { key } = await make({ approval: true })
  const path = '/v1/lapps/lnsms/purchases'
  const buy = async (idem: string, by = key) => gateway.ask('POST', path, SMS, { key: by, idem })
  const first = await buy('first')
  t.match(first, { status: 202, body: { status: 'pending_approval', lapp: 'lnsms', ...SMS } })
  const statusOf = async (id: unknown) =>
    (await gateway.ask('GET', `/v1/purchases/${String(id)}`, undefined, { key })).body
  who.presses(await tg.sees(71, /is asking for up to/), /No/)
  await tg.sees(71, /Declined/)
  t.match(await statusOf(first.body['id']), { status: 'failed', error: { code: 'cancelled' } })
  t.match(await buy('first'), { status: 201, body: { status: 'failed' } }, 'the key says the same')
  t.same(await texts(gateway), [])

  const second = await buy('second')
  who.presses(await tg.sees(71, /is asking for up to/), /Approve/)
  await until(async () =>
    (await statusOf(second.body['id']))['status'] === 'delivered' ? true : undefined
  )
  t.same(await texts(gateway), [SMS.input.text], 'it was sent once')
  t.match(await buy('second'), { status: 201, body: { status: 'delivered' } })
  const listed = await gateway.ask('GET', '/v1/purchases', undefined, { key })
  t.match(listed.body, { data: [{ id: second.body['id'] }, { id: first.body['id'] }] })
  const page = await gateway.ask('GET', '/v1/purchases?limit=1', undefined, { key })
  const next = `/v1/purchases?limit=1&cursor=${String(page.body['next_cursor'])}`
  t.match((await gateway.ask('GET', next, undefined, { key })).body, {
    data: [{ id: first.body['id'] }],
    next_cursor: null
  })
  const before = await account()

  const refused = { status: 403, body: { code: 'budget_exceeded' } }
  const plain = await make({})
  t.match(await buy('third', plain.key), refused, 'a key that does not say so')
  const alone = await gateway.ask('POST', '/v1/api-keys', {
    name: 'nobody to ask',
    scopes: ['purchases:write'],
    budget: { amount_msat: BUDGET, period: 'day' },
    approval: true
  })
  t.match(await buy('fourth', String(alone.body['key'])), refused, 'an account of nobody')
  t.same(await account(), before)
  t.match(await gateway.ask('GET', '/v1/account', undefined, { key: all }), { status: 200 })
  await gateway.close()
})

test('after 15 minutes it has failed, programs are told, and the button does nothing', async t => {
  const h = await house(t, LNSMS)
  const { tg, gateway } = h
  const { who, make, all, account } = await ann(h)
  const { key } = await make({ approval: true })
  const hook = { url: 'http://127.0.0.1:9/told', events: ['payment.failed'] }
  const made = await gateway.ask('POST', '/v1/webhooks', hook, { key: all })
  const wish = { destination: await invoice(gateway, 900_000) }
  const { body } = await gateway.ask('POST', '/v1/payments', wish, { key })
  const question = await tg.sees(71, /is asking for up to/)
  await sql(gateway, `update approval set expires_at = expires_at - interval '15 minutes'`)
  const expired = { status: 'failed', error: { code: 'approval_expired' } }
  const at = `/v1/payments/${String(body['id'])}`
  t.match((await gateway.ask('GET', at, undefined, { key })).body, expired)
  who.presses(question, /Approve/)
  await tg.sees(71, /can no longer be decided/)
  const hooked = `/v1/webhooks/${String(made.body['id'])}/deliveries`
  await until(async () => {
    const told = await gateway.ask('GET', hooked, undefined, { key: all })
    return (told.body['data'] as readonly unknown[]).length === 1 ? true : undefined
  })
  t.match((await gateway.ask('GET', at, undefined, { key })).body, expired)
  t.match(await account(), { balance_msat: 5_000_000, held_msat: 0 })

  const more = { destination: await invoice(gateway, 800_000) }
  const waiting = await gateway.ask('POST', '/v1/payments', more, { key })
  const cancelled = `/v1/payments/${String(waiting.body['id'])}/cancel`
  t.match((await gateway.ask('POST', cancelled, undefined, { key })).body, {
    status: 'failed',
    error: { code: 'cancelled' }
  })

  // A key that is none any more takes what waits with it, whoever says yes then.
  const ends: readonly ((id: string) => Promise<unknown>)[] = [
    async id => gateway.ask('DELETE', `/v1/api-keys/${id}`, undefined, { key: all }),
    async id =>
      sql(gateway, `update api_key set expires_at = now() where id = '${String(parse('key', id))}'`)
  ]
  for (const [n, end] of ends.entries()) {
    const doomed = await make({ approval: true, name: `doomed ${n}` })
    const last = { destination: await invoice(gateway, 700_000 + n) }
    const asked = await gateway.ask('POST', '/v1/payments', last, { key: doomed.key })
    t.match(asked, { status: 202, body: { status: 'pending_approval' } })
    const open = await tg.sees(71, new RegExp(`Your key doomed ${n} is asking`))
    await end(doomed.id)
    who.presses(open, /Approve/)
    const where = `/v1/payments/${String(asked.body['id'])}`
    const over = await until(async () => {
      const seen = await gateway.ask('GET', where, undefined, { key: all })
      return seen.body['status'] === 'pending_approval' ? undefined : seen.body
    })
    t.match(over, { status: 'failed', error: { code: 'cancelled', detail: /key/ } })
  }
  t.match(await account(), { balance_msat: 5_000_000, held_msat: 0 }, 'and nothing of it is paid')
  await gateway.close()
})

async function sql({ database }: House['gateway'], text: string): Promise<void> {
  const client = new pg.Client({ connectionString: database })
  await client.connect()
  await client.query(text)
  await client.end()
}
