// What a page knows of who reads it: in which language, what they lack, and until when they may.
import { imageSize } from 'image-size'
import { test } from 'tap'
import { AppError } from '../../src/core/errors.ts'
import { inMemory, SESSION } from './harness/in-memory.ts'

test('a choice on a page comes before the bot’s language, and that before the browser’s', async t => {
  let language: string | undefined = 'de'
  const { url, headers } = await inMemory(t, { session: () => ({ ...SESSION, language }) })
  const spoken = async (more: Record<string, string> = {}): Promise<string> => {
    const how = { headers: { ...headers, 'accept-language': 'en', ...more } }
    return /<html lang="(\w+)"/.exec(await (await fetch(`${url}/sessions`, how)).text())?.[1] ?? ''
  }
  t.equal(await spoken(), 'de')
  t.equal(await spoken({ cookie: `${headers.cookie}; lapp-language=en` }), 'en')
  language = undefined
  t.equal(await spoken(), 'en')
  t.equal(await spoken({ 'accept-language': 'de-AT,en;q=0.5' }), 'de')
  language = 'xx'
  t.equal(await spoken(), 'en', 'one that the pages do not speak')
})

test('who has not enough is led to a deposit of what is missing, if they may make one', async t => {
  const detail =
    'it takes up to 705500 msat (amount, fee ceiling and surcharge); the balance is 400000 msat'
  const refusal = () => new AppError('insufficient_balance', detail)
  const refused = async (session = SESSION): Promise<string> => {
    const { url, headers, csrf } = await inMemory(t, { refusal, session: () => session })
    const body = new URLSearchParams({ csrf, how: 'balance', 'in.text': 'x' })
    return (await fetch(`${url}/lapps/lnsms/order`, { method: 'POST', body, headers })).text()
  }
  // 305.5 sat: half a sat less would be refused again.
  t.match(await refused(), /role="alert"[^]*href="\/wallet\/deposit\?amount=306"[^]*306.sat/)
  const scopes = SESSION.caller.scopes.filter(scope => scope !== 'deposits:write')
  const less = { ...SESSION, caller: { ...SESSION.caller, scopes } }
  t.notMatch(await refused(less), /wallet\/deposit\?/)
  const { url, headers } = await inMemory(t)
  const page = await (await fetch(`${url}/wallet/deposit?amount=306`, { headers })).text()
  t.match(page, /name="amount"[^>]* value="306"/)
})

test('what a page follows ends when its session does, or may no longer see it', async t => {
  let session: typeof SESSION | undefined = SESSION
  const { url, headers } = await inMemory(t, { session: () => session })
  const follow = async (): Promise<Response> => fetch(`${url}/developers/events/live`, { headers })
  const open = await follow()
  const reader = open.body?.getReader()
  t.match(String(Buffer.from((await reader?.read())?.value ?? [])), /^data: /)
  const scopes = SESSION.caller.scopes.filter(scope => scope !== 'account:read')
  session = { ...SESSION, caller: { ...SESSION.caller, scopes } }
  t.equal((await reader?.read())?.done, true)
  session = SESSION
  const again = (await follow()).body?.getReader()
  await again?.read()
  session = undefined
  t.equal((await again?.read())?.done, true)
  t.equal((await follow()).status, 401)
})

test('what installs the pages as an app is there, in the sizes that it says', async t => {
  const { url } = await inMemory(t)
  const home = await (await fetch(url)).text()
  const link = (rel: string): string =>
    new RegExp(`rel="${rel}" href="([^"]+)"`).exec(home)?.[1] ?? `no ${rel}`
  const manifest = (await (await fetch(url + link('manifest'))).json()) as {
    readonly icons: readonly { readonly src: string; readonly type: string; sizes: string }[]
  }
  t.match(manifest, { display: 'standalone', start_url: '/', scope: '/' })
  t.same(
    manifest.icons.map(({ sizes }) => sizes),
    ['any', '192x192', '512x512']
  )
  for (const { src, type, sizes } of manifest.icons) {
    const answer = await fetch(url + src)
    t.equal(answer.headers.get('content-type'), type)
    const { width, height } = imageSize(new Uint8Array(await answer.arrayBuffer()))
    if (sizes !== 'any') t.equal(`${width}x${height}`, sizes)
  }
  t.equal((await fetch(url + link('apple-touch-icon'))).status, 200)
})
