import { test } from 'tap'
import { ask, gateway, lapp } from '../fixtures/gateway.ts'

type Page = { readonly data: { readonly id: string }[]; readonly next_cursor: string | null }

test('the catalogue is found by category and by words, page by page', async t => {
  const catalogue = [
    lapp('b', 'Phone credit', 'phone'),
    lapp('c', 'Text message', 'messaging'),
    lapp('a', 'Text to speech', 'ai')
  ]
  const app = await gateway(t, { catalogue })
  const list = async (query: string) => (await ask(app, { url: `/v1/lapps?${query}` })).json<Page>()
  const ids = async (query: string) => (await list(query)).data.map(({ id }) => id)
  t.strictSame(await ids(''), ['a', 'b', 'c'])
  t.strictSame(await ids('category=phone'), ['b'])
  t.strictSame(await ids('category=nothing'), [])
  t.strictSame(await ids('q=TEXT'), ['a', 'c'])
  t.strictSame(await ids('q=text%20message'), ['c'])
  t.strictSame(await ids('q=%5B%28'), [])
  const first = await list('limit=2')
  t.strictSame(first.next_cursor, 'b')
  t.strictSame(await list('limit=2&cursor=b'), {
    data: (await list('')).data.slice(2),
    next_cursor: null
  })
})

test('a LApp shows its forms, its examples and the rest of its manifest', async t => {
  const app = await gateway(t)
  const shown = await ask(app, { url: '/v1/lapps/lnsms' })
  t.match(shown.json(), {
    id: 'lnsms',
    tier: 'bronze',
    health: 'good',
    status: 'active',
    success_rate: 0.75,
    latency_ms: 1_200,
    paused_because: null,
    input: { type: 'object', required: ['text'], properties: { text: { maxLength: 160 } } },
    output: { type: 'object', properties: {} },
    examples: [{ number: '+19876543210' }],
    limits: { max_msat: 100_000 },
    refund: { by: 'none' }
  })
})
