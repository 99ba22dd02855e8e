import { test } from 'tap'
import { PUBLIC } from '../../../src/net/decide.ts'
import { getJson } from '../../../src/payment/lnurl/get-json.ts'
import { service, web, type Respond } from '../fixtures/lnurl-service.ts'

const redirect = (location: string, status = 302) => ({ status, headers: { location }, body: '' })

test('an object comes back, whatever the status, also over a few redirects', async t => {
  const pages: Record<string, Respond> = {
    '/1': () => redirect('/2', 301),
    '/2': (_url, origin) => redirect(`${origin}/3`, 307),
    '/3': () => redirect('3x', 308),
    '/3x': () => ({ status: 404, body: '{"tag":"payRequest"}' })
  }
  const { origin, asked } = await service(
    t,
    (url, origin) => pages[url.pathname]?.(url, origin) ?? {}
  )
  t.same(await getJson(new URL('/1', origin), web(t)), { tag: 'payRequest' })
  t.same(
    asked.map(url => url.pathname),
    ['/1', '/2', '/3', '/3x']
  )
})

test('every answer that is none is refused with a word that fits', async t => {
  for (const [answer, code, why] of [
    [
      { status: 'ERROR', reason: 'Alice is\n on <b>holiday</b>' },
      'lapp_refused',
      /says: Alice is on <b>holiday<\/b>$/
    ],
    [{ status: 'ERROR', reason: 'x'.repeat(9_999) }, 'lapp_refused', /says: x{200}$/],
    [{ status: 'ERROR', reason: {} }, 'lapp_refused', /no reason/],
    [{ status: 404, body: '<html>' }, 'invoice_invalid', /takes no Lightning payments/],
    [{ status: 200, body: '' }, 'invoice_invalid', /takes no Lightning payments/],
    [{ status: 200, body: '[]' }, 'invoice_invalid', /takes no Lightning payments/],
    [{ status: 200, body: 'null' }, 'invoice_invalid', /takes no Lightning payments/],
    [{ status: 200, body: '['.repeat(100_000) }, 'invoice_invalid', /takes no Lightning payments/],
    [{ status: 200, body: '{"a":{"__proto__":{"polluted":1}}}' }, 'invoice_invalid', /takes no/],
    [
      { status: 200, body: '{"constructor":{"prototype":{"polluted":1}}}' },
      'invoice_invalid',
      /takes no/
    ],
    [{ status: 302, headers: {}, body: '' }, 'invoice_invalid', /takes no Lightning payments/],
    [{ status: 502, body: 'Bad gateway' }, 'lapp_unavailable', /has a problem/],
    [{ status: 429, body: 'slowly' }, 'lapp_unavailable', /has a problem/],
    [{ status: 200, body: `"${'x'.repeat(256_000)}"` }, 'invoice_invalid', /too large/],
    [redirect('/'), 'invoice_invalid', /redirects without end/],
    [redirect('http://public.example/'), 'invoice_invalid', /only https/],
    [redirect('ftp://127.0.0.1/'), 'invoice_invalid', /only https/],
    [redirect('http://abc.onion/'), 'invoice_invalid', /onion/]
  ] as const) {
    const { origin } = await service(t, () => answer)
    const name = JSON.stringify(answer).slice(0, 60)
    await t.rejects(getJson(new URL(origin), web(t)), { code, detail: why }, name)
  }
  t.equal(({} as { polluted?: unknown }).polluted, undefined)
})

test('a service that is not there is unavailable', async t => {
  const { origin } = await service(t, () => ({ body: '' }))
  const gone = new URL(origin)
  gone.port = '1'
  await t.rejects(getJson(gone, web(t)), { code: 'lapp_unavailable', detail: /does not answer/ })
})

test('where private addresses are not allowed, none is asked, neither over http nor behind a name', async t => {
  const { origin, host, asked } = await service(t, () => ({ ok: true }))
  const port = host.split(':')[1] ?? ''
  for (const [address, why] of [
    [origin, /only https/],
    [`http://localhost:${port}`, /only https/],
    [`https://127.0.0.1:${port}`, /not a public address/],
    [`https://2130706433:${port}`, /not a public address/],
    [`https://rebind.example:${port}`, /not a public address/],
    ['https://user@shop.example/', /not a public address/],
    ['https://abc.onion/', /onion/]
  ] as const) {
    const closed = web(t, { rules: PUBLIC, allowPrivate: false })
    const failed = getJson(new URL(address), closed)
    await t.rejects(failed, { code: 'invoice_invalid', detail: why }, address)
  }
  t.same(asked, [])
})
