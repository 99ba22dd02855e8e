// An Idempotency-Key is the account’s: what waits for its owner is answered the same, and is not
// begun, when another key of the account repeats it. Twenty may wait for one owner.
import { test } from 'tap'
import { LNSMS } from '../e2e/harness/place.ts'
import { invoice, texts } from '../e2e/harness/money.ts'
import { until } from '../e2e/harness/until.ts'
import { house } from '../bot/harness/gateway.ts'

const SMS = { input: { number: '+19876543210', text: 'waits' } }

test('another key of the account finds what waits, and cannot begin it', async t => {
  const { tg, person, fund, gateway } = await house(t, LNSMS)
  const ann = person(71, 'Ann')
  await fund(ann, 5_000_000)
  ann.says('/api')
  ann.presses(await tg.sees(71, /Keys for programs/), /Everything/)
  const all = /lgk_\S+/.exec((await tg.sees(71, /lgk_/)).text)?.[0] ?? ''
  const { body: made } = await gateway.ask(
    'POST',
    '/v1/api-keys',
    {
      name: 'the bot',
      scopes: ['payments:write', 'purchases:write'],
      budget: { amount_msat: 10_000, period: 'day' },
      approval: true
    },
    { key: all }
  )
  const ask = async (key: string, path: string, wish: object, idem: string) =>
    gateway.ask('POST', path, wish, { key, idem })
  const wishes = [
    ['/v1/payments', { destination: await invoice(gateway, 900_000) }, 'pay'],
    ['/v1/lapps/lnsms/purchases', SMS, 'buy']
  ] as const
  for (const [path, wish, idem] of wishes) {
    const first = await ask(String(made['key']), path, wish, idem)
    t.match(first, { status: 202, body: { status: 'pending_approval' } }, path)
    const { id } = first.body
    const again = await ask(all, path, wish, idem)
    t.match(again, { status: 202, body: { id, status: 'pending_approval' } }, 'by another key')
    t.equal(again.headers.get('idempotent-replayed'), 'true')
    t.match(await ask(all, path, { ...wish, metadata: { a: 'b' } }, idem), { status: 422 })
    ann.presses(await tg.sees(71, /is asking for up to/), /No/)
    const over = await until(async () => {
      const answer = await ask(all, path, wish, idem)
      return answer.body['status'] === 'pending_approval' ? undefined : answer
    })
    const said = { status: 201, body: { id, status: 'failed', error: { code: 'cancelled' } } }
    t.match(over, said, 'nor once its owner has said no')
    const isOpen = ({ text }: { readonly text: string }) => /is asking for/.test(text)
    await tg.until(() => !tg.shown.some(isOpen) || undefined, 'the answer under the question')
  }
  t.same(await texts(gateway), [])
  const { body: account } = await gateway.ask('GET', '/v1/account', undefined, { key: all })
  t.match(account, { balance_msat: 5_000_000, held_msat: 0 })

  const [path, wish] = ['/v1/lapps/lnsms/purchases', { input: { ...SMS.input, text: 'yes' } }]
  const { body: asked } = await ask(String(made['key']), path, wish, 'yes')
  ann.presses(await tg.sees(71, /is asking for up to/), /Approve/)
  const bought = await until(async () => {
    const answer = await ask(all, path, wish, 'yes')
    return answer.body['status'] === 'delivered' ? answer : undefined
  })
  t.match(bought, { status: 201, body: { id: asked['id'] } })
  t.same(await texts(gateway), ['yes'])

  const more = async (n: number) => ask(String(made['key']), path, wish, `more-${n}`)
  for (let n = 0; n < 20; n++) t.match(await more(n), { status: 202 })
  t.match(await more(20), { status: 403, body: { code: 'budget_exceeded' } })
})
