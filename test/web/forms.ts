// What a browser may be made to send: forms are ours alone, cookies are no keys and keys no
// cookies, and nothing leads away from here.
import { test } from 'tap'
import { newId } from '../../src/core/ids.ts'
import { nextOf } from '../../src/web/sign-in/sign-in.ts'
import { placeOf } from '../../src/web/ground/place.ts'
import { inMemory, TOKEN } from './harness/in-memory.ts'

/** The invoice page's, which acts for nobody. */
const OPEN = /^\/pay\//

test('every form without its token, or from another site, is refused', async t => {
  const { url, headers, csrf, posts } = await inMemory(t)
  const paths = posts.filter(path => !OPEN.test(path)).map(path => path.replace(/:\w+/g, 'x'))
  t.ok(paths.length >= 8, paths.join(' '))
  const send = async (path: string, form: Record<string, string>, more: object = {}) => {
    const body = new URLSearchParams(form)
    const how = {
      method: 'POST',
      body,
      redirect: 'manual',
      headers: { ...headers, ...more }
    } as const
    const answer = await fetch(url + path, how)
    return { status: answer.status, isOurs: !(await answer.text()).includes('csrf_failed') }
  }
  const refused = { status: 403, isOurs: false }
  for (const path of paths) {
    t.same(await send(path, {}), refused, `${path} without`)
    t.same(await send(path, { csrf: `${csrf.slice(0, -1)}_` }), refused, `${path} with another`)
    t.same(
      await send(path, { csrf }, { origin: 'https://evil.example' }),
      refused,
      `${path} foreign`
    )
    t.same(await send(path, { csrf }, { origin: 'null' }), refused, `${path} hidden`)
    t.same(await send(path, { csrf }, { 'sec-fetch-site': 'cross-site' }), refused, `${path} cross`)
    t.same(
      await send(path, { csrf }, { 'sec-fetch-site': 'same-site' }),
      refused,
      `${path} sibling`
    )
    t.ok((await send(path, { csrf }, { origin: url })).isOurs, `${path} of ours`)
  }
  const bare = await fetch(`${url}/sessions/end`, { method: 'POST', body: new URLSearchParams() })
  t.equal(bare.status, 403)
  t.equal(bare.headers.get('set-cookie'), null, 'no cookie takes the place of the one not sent')
  const elsewhere = { cookie: `lapp-session=${'v'.repeat(43)}` }
  t.same(await send('/sessions/end', { csrf }, elsewhere), refused, 'the token of another browser')
})

test('a cookie is no token of the Mini App, nor the other way round; a key is neither', async t => {
  const { url } = await inMemory(t)
  const seen = async (headers: Record<string, string>): Promise<number> =>
    (await fetch(`${url}/sessions`, { headers, redirect: 'manual' })).status
  t.equal(await seen({ cookie: `lapp-session=${TOKEN}` }), 200)
  t.equal(await seen({ authorization: `Bearer ${TOKEN}` }), 303)
  t.equal(await seen({ cookie: `lapp-session=${'o'.repeat(43)}` }), 303)
  t.equal(await seen({ cookie: `lapp-session=lgk_00000000_${'s'.repeat(43)}` }), 303)
  t.equal(await seen({ cookie: `__Host-lapp-session=${TOKEN}` }), 303)
})

test('cookies are named and kept as the address of the gateway says', async t => {
  const told = async (publicUrl: string): Promise<string> => {
    const { url } = await inMemory(t, { changes: { publicUrl } })
    return (await fetch(`${url}/sign-in`)).headers.get('set-cookie') ?? ''
  }
  t.match(
    await told('http://127.0.0.1:3000'),
    /^lapp-session=[\w-]{43}; Max-Age=86400; Path=\/; HttpOnly; SameSite=Lax$/
  )
  t.match(
    await told('https://pay.example'),
    /^__Host-lapp-session=.*; Path=\/; HttpOnly; Secure; SameSite=Lax$/
  )
  t.match(
    await told('https://pay.example/a/b/'),
    /^__Host-lapp-session-a-b=.*; Path=\/; HttpOnly; Secure/
  )
  t.equal(placeOf('https://pay.example/a/b/').base, '/a/b')
})

test('who signed in is led to a page of ours, wherever the link wanted to', t => {
  const away = [
    '//evil.example',
    '/\\evil.example',
    'https://evil.example',
    '\\/evil',
    '/\t/evil',
    'evil',
    '',
    '/a\nb'
  ]
  for (const path of away) t.equal(nextOf(path), '/', JSON.stringify(path))
  for (const path of ['/', '/lapps/x?in=%2F', '/orders/quo_1']) t.equal(nextOf(path), path)
  t.equal(nextOf(undefined), '/')
  t.end()
})

test('no page of anybody is kept by what lies between, and none is framed', async t => {
  const { url, headers } = await inMemory(t)
  for (const path of [
    '/',
    '/sign-in',
    '/sessions',
    `/purchases/pur_${newId().replaceAll('-', '')}`
  ]) {
    const answer = await fetch(url + path, { headers })
    const csp = answer.headers.get('content-security-policy') ?? ''
    t.match(
      csp,
      /^default-src 'none'; style-src 'nonce-[\w+/=]{24}'; script-src 'nonce-[\w+/=]{24}'/
    )
    t.match(csp, /form-action 'self'; base-uri 'none'; frame-ancestors 'none'$/)
    t.notMatch(csp, /unsafe|\*|https?:/)
    t.notMatch(await answer.text(), / style="| on[a-z]+="|javascript:/)
  }
})
