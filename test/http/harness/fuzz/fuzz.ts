// Sends a gateway so many requests made of its own document, and has every answer judged.
import fc from 'fast-check'
import { Pool } from 'undici'
import { told } from '../../../e2e/harness/place.ts'
import type { Gateway } from '../../../e2e/harness/asking.ts'
import { judging, type Seen } from './judge.ts'
import { known } from './refs.ts'
import { requests, type Document, type Request } from './requests.ts'

export type Report = {
  /** By operation, then by status. */
  readonly counts: Map<string, Map<number, number>>
  /** Each kind once, with a request that shows it. */
  readonly faults: Map<string, string>
}

type Plan = {
  readonly seed: number
  readonly requests: number
  readonly at?: (done: number) => void
}

/** At once: as a client that has more than one thread. */
const LANES = 8
const CHUNK = 500
const PATIENCE_MS = 90_000
const ALL = ['account:read', 'deposits:write', 'payments:write', 'transfers:write'].concat(
  ...['purchases:write', 'accounts:write', 'keys:write', 'webhooks:write']
)

/** @param g behind a proxy that is trusted: strangers come from many addresses */
export async function fuzz(g: Gateway, { seed, requests: count, at }: Plan): Promise<Report> {
  const document = (await (await fetch(`${g.url}/openapi.json`)).json()) as Document &
    Parameters<typeof judging>[0]
  const judge = judging(document)
  const wishes = requests(document)
  const people = await callers(g)
  const names = known(people.spared)
  for (const bolt11 of await invoices(g)) names.learn(bolt11)
  const report: Report = { counts: new Map(), faults: new Map() }
  const pool = new Pool(g.url, { connections: LANES, headersTimeout: PATIENCE_MS })
  let sent = 0

  async function one(wish: Request): Promise<void> {
    const nth = sent++
    const { method, url, headers, body } = wish
    const how = {
      ...filled(headers, names.fill, people.sub, nth),
      ...people.keys[wish.caller % people.keys.length]?.()
    }
    const text = typeof body === 'string' ? names.fill(body) : body
    const path = names.fill(url)
    const seen = await ask(pool, { method, path, headers: how, body: text }).catch(
      (error: unknown) => String(error)
    )
    const name = wish.operation ?? 'none of the document'
    const status = typeof seen === 'string' ? 0 : seen.status
    const row = report.counts.get(name) ?? new Map<number, number>()
    report.counts.set(name, row.set(status, (row.get(status) ?? 0) + 1))
    if (typeof seen !== 'string') names.learn(seen.text)
    const fault = typeof seen === 'string' ? seen : judge(wish.operation, seen)
    if (fault === undefined) return
    const shown = `${method} ${path} ${JSON.stringify(how)} ${String(text).slice(0, 2_000)}`
    const kind = `${name}: ${fault.replaceAll(/[0-9a-f]{8,}/g, '…').slice(0, 300)}`
    if (!report.faults.has(kind)) report.faults.set(kind, shown)
  }

  for (let done = 0; done < count; done += CHUNK) {
    const numRuns = Math.min(CHUNK, count - done)
    const left = fc.sample(wishes, { numRuns, seed: seed + done })
    const lane = async (): Promise<void> => {
      for (let wish = left.pop(); wish !== undefined; wish = left.pop()) await one(wish)
    }
    await Promise.all(Array.from({ length: LANES }, lane))
    at?.(done + numRuns)
  }
  await pool.close()
  return report
}

type Asked = {
  readonly method: string
  readonly path: string
  readonly headers: Record<string, string>
  readonly body: string | Buffer | undefined
}

async function ask(pool: Pool, { method, path, headers, body }: Asked): Promise<Seen> {
  const answer = await pool.request({
    method,
    path,
    headers,
    ...(body !== undefined && { body })
  })
  const type = String(answer.headers['content-type'] ?? '')
    .split(';', 1)
    .join()
  // A stream has no end.
  if (type === 'text/event-stream') {
    answer.body.on('error', () => undefined).destroy()
    return { status: answer.statusCode, type, text: '' }
  }
  return { status: answer.statusCode, type, text: await answer.body.text() }
}

function filled(
  headers: Request['headers'],
  fill: (text: string) => string,
  sub: string,
  nth: number
): Record<string, string> {
  return Object.fromEntries(
    Object.entries(headers).map(([name, value]) => {
      if (value === 'new') return [name, `fuzz-${nth}`]
      if (value === 'the sub-account') return [name, sub]
      return [name, fill(value).replaceAll(/^again (\d)$/g, 'again-$1')]
    })
  )
}

/** Those who ask, the owner more often than others. */
async function callers(g: Gateway) {
  const sub = String((await g.ask('POST', '/v1/accounts', { name: 'of the fuzzer' })).body['id'])
  await g.ask('POST', '/v1/transfers', { to: sub, amount_msat: 5_000_000 })
  const admin = told(g.dir)?.admin_key ?? ''
  const spared = new Set([sub, g.account])
  for (const key of [g.key, admin]) {
    const { body } = await g.ask('GET', '/v1/api-keys?limit=100', undefined, { key })
    for (const { id } of body['data'] as readonly { readonly id: string }[]) spared.add(id)
  }
  const make = async (wish: object): Promise<string> => {
    const { body } = await g.ask('POST', '/v1/api-keys', { name: 'fuzzer', scopes: ALL, ...wish })
    spared.add(String(body['id']))
    return String(body['key'])
  }
  const budget = { amount_msat: 100_000, period: 'day' }
  const made = [
    await make({ account: sub }),
    await make({ account: sub }),
    await make({ budget, approval: true, max_payment_msat: 50_000, lapps: ['lnsms'] }),
    await make({ scopes: ['account:read'] }),
    await make({ scopes: ['payments:write'] }),
    await make({ scopes: ['transfers:write', 'purchases:write'] }),
    await make({ ip_allow: ['192.0.2.1'] }),
    await make({ expires_at: new Date(Date.now() + 1).toISOString() }),
    admin
  ]
  const bearer = (key: string) => () => ({ authorization: `Bearer ${key}` })
  const none = [
    () => ({}),
    bearer(''),
    bearer(`lgk_00000000_${'x'.repeat(43)}`),
    () => ({ authorization: 'Basic YTpi' }),
    () => ({ authorization: 'L402 abc:def' })
  ]
  const owner = Array<() => object>(made.length * 2).fill(bearer(g.key))
  const keys: readonly (() => object)[] = [...owner, ...made.map(bearer), ...none]
  return { keys, spared, sub }
}

async function invoices(g: Gateway): Promise<readonly string[]> {
  const amounts = [1, 1_000, 2_000, 60_000, 200_000, 2_000_000_000, undefined]
  const made = await Promise.all(
    [...amounts, ...amounts].map(amount_msat =>
      g.ask('POST', '/sandbox/wallet/invoice', { ...(amount_msat && { amount_msat }) })
    )
  )
  return made.map(({ body }) => String(body['bolt11']))
}
