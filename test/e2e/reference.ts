// The forms of the reference, as they stand there at first: each is sent as it is.
import { test } from 'tap'
import { complaints, CONDITIONS } from '../http/docs/harness/lint.ts'
import { composed } from './harness/composed.ts'
import { ALL_LAPPS, place } from './harness/place.ts'
import { until } from './harness/until.ts'

type Operation = {
  readonly parameters?: readonly { readonly name: string; readonly example?: string }[]
  readonly requestBody?: {
    readonly content: { readonly 'application/json': { readonly example?: object } }
  }
}
type Document = {
  readonly info: { readonly description: string }
  readonly paths: Readonly<Record<string, Readonly<Record<string, Operation>>>>
}

/** There is no bot in this sandbox, and so nobody who has a code of it; and nothing of that id. */
const OTHERS: Readonly<Record<string, number>> = {
  '/v1/account/link': 404,
  '/v1/accounts/{id}': 404,
  '/v1/api-keys/{id}/rotate': 404,
  '/v1/webhooks/{id}/rotate': 404,
  '/paid/{lapp}': 402
}

test('every body that is filled in works in the sandbox, with a key that nobody has used', async t => {
  const g = await composed(t, await place(t), ALL_LAPPS)
  const read = async (path: string): Promise<string> => (await fetch(g.url + path)).text()
  const document = JSON.parse(await read('/docs/json')) as Document
  t.match(
    document.info.description,
    /^\*\*This is a sandbox[^]*millisatoshi[^]*Idempotency-Key[^]*pend/
  )
  t.match(await read('/docs/static/theme/key.js'), g.key)
  const served = JSON.parse(await read('/openapi.json')) as object
  let sent = 0
  for (const [path, operations] of Object.entries(document.paths)) {
    for (const [method, { parameters = [], requestBody }] of Object.entries(operations)) {
      if (requestBody === undefined) continue
      const body = requestBody.content['application/json'].example
      if (body === undefined) {
        t.fail(`${method} ${path} has no example`)
        continue
      }
      const idem = parameters.find(({ name }) => name === 'Idempotency-Key')?.example
      const { status, body: said } = await g.ask(
        method.toUpperCase(),
        filled(path, parameters),
        body,
        idem === undefined ? {} : { idem }
      )
      const wanted = OTHERS[path] ?? 200
      t.ok(
        status === wanted || (wanted === 200 && status > 200 && status < 203),
        `${method} ${path}: ${status} ${JSON.stringify(said)}`
      )
      sent += 1
    }
  }
  t.ok(sent > 25, `${sent} bodies`)

  const warnings = async (): Promise<unknown> =>
    (JSON.parse(await read('/health/ready')) as { readonly warnings: unknown }).warnings
  t.same(await warnings(), [], 'and nothing is left that breaks what comes next')
  await g.ask('POST', '/sandbox/node/next-payments', { outcomes: [{ is: 'phantom' }] })
  t.match(await warnings(), [/^the next payment is told to fail or hang/])
  await g.ask('DELETE', '/sandbox/node/next-payments')
  t.same(await warnings(), [])
  t.match(JSON.parse(await read('/health/ready')), { status: 'ready', mode: 'sandbox' })
  await t.resolves(g.close())
  // Only now: nothing else runs in the seconds that the linters take, a gateway's deadlines least.
  t.same(await complaints(served, CONDITIONS), [])
})

function filled(path: string, parameters: Operation['parameters'] = []): string {
  return path.replaceAll(/\{(\w+)\}/g, (_, name: string) =>
    encodeURIComponent(parameters.find(one => one.name === name)?.example ?? name)
  )
}

test('the page is read again without another deposit, until its invoice is paid', async t => {
  const g = await composed(t, await place(t), { LAPPS: 'lnsms' })
  const deposits = async () => {
    await fetch(`${g.url}/docs/json`)
    const answer = await fetch(`${g.url}/v1/deposits?status=pending`, {
      headers: { authorization: `Bearer ${g.key}` }
    })
    const { data } = (await answer.json()) as { data: readonly { id: string; bolt11: string }[] }
    return data
  }
  const [first, ...others] = await deposits()
  t.strictSame(others, [])
  t.match(await deposits(), [{ id: first?.id }])
  await fetch(`${g.url}/sandbox/wallet/pay`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ bolt11: first?.bolt11 })
  })
  const next = await until(async () => {
    const [one] = await deposits()
    return one && one.id !== first?.id ? one : undefined
  })
  t.match(next, { bolt11: String })
})
