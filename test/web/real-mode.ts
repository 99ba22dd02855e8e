// With real money nothing make-believe is there: no playground, no page of components, no route of
// the sandbox, no key to sign in with.
import { test } from 'tap'
import { ECHO, place, told } from '../e2e/harness/place.ts'
import { composed } from '../e2e/harness/composed.ts'

type Document = { readonly paths: Readonly<Record<string, Readonly<Record<string, object>>>> }

const PAGES = [
  'GET /playground',
  'GET /playground/events',
  'GET /components',
  ...['say', 'press', 'pay', 'invoice'].map(path => `POST /playground/${path}`)
]

const routesOf = async (url: string): Promise<readonly string[]> => {
  const { paths } = (await (await fetch(`${url}/openapi.json`)).json()) as Document
  return Object.entries(paths).flatMap(([path, does]) =>
    Object.keys(does).map(method => `${method.toUpperCase()} ${path.replace(/\{\w+\}/g, 'x')}`)
  )
}

test('GATEWAY_MODE=real has no playground and no route of the sandbox', async t => {
  const sandbox = await composed(t, await place(t))
  const { lightning_rpc: socket = '' } = told(sandbox.dir) ?? {}
  const env = { ...ECHO, LIGHTNING_RPC: socket, GATEWAY_MODE: 'real' }
  const real = await composed(t, await place(t), env)
  const make = (await routesOf(sandbox.url)).filter(route => route.includes(' /sandbox/'))
  t.ok(make.length >= 6, make.join(', '))
  for (const route of [...PAGES, ...make]) {
    const [method = '', path = ''] = route.split(' ')
    const how = {
      method,
      headers: { authorization: `Bearer ${sandbox.key}` },
      ...(method === 'POST' && { body: new URLSearchParams({ as: 'ann' }) })
    }
    const there = await fetch(sandbox.url + path, { ...how, signal: AbortSignal.timeout(5_000) })
    await there.body?.cancel()
    t.not(there.status, 404, `${route} is there in the sandbox`)
    t.equal((await fetch(real.url + path, how)).status, 404, route)
  }
  t.same(
    (await routesOf(real.url)).filter(route => / \/(sandbox|playground)/.test(route)),
    []
  )
  t.notMatch(real.said(), /playground|sandbox/)
  for (const path of ['/', '/sign-in', '/wallet'])
    t.notMatch(await (await fetch(real.url + path)).text(), /playground|sandbox|Sandkasten/i, path)
})
