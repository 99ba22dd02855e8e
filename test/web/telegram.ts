// A person of Telegram on the pages: by the bot's link, by Telegram's login, by the data of a Mini
// App. Each proof is good once, here and now.
import { test } from 'tap'
import { house } from '../bot/harness/gateway.ts'
import { TOKEN } from '../bot/harness/telegram.ts'
import { browserOf } from './harness/plain-browser.ts'
import { signInitData, signLogin } from './harness/telegram-signs.ts'

const now = (): string => String(Math.floor(Date.now() / 1_000))

test('a person of Telegram signs in, once by each proof', async t => {
  const { tg, gateway, person, fund } = await house(t)
  const ann = person(71, 'Ann')
  await fund(ann, 3_000_000)
  const { url } = gateway

  await t.test('the link of the bot is good once, and not used up by a look at it', async t => {
    ann.says('/web')
    const { text } = await tg.sees(71, /good once/)
    const link = /http\S+\/web\/[\w-]{32}/.exec(text)?.[0] ?? ''
    const path = link.slice(url.length)
    const [browser, other] = [browserOf(url), browserOf(url)]
    for (let looks = 0; looks < 3; looks++) t.equal((await browser.get(path)).status, 200)
    t.match(await browser.send(path), { status: 303, to: '/' })
    t.match((await browser.get('/sessions')).text, /link of the bot/)
    await other.get(path)
    t.equal((await other.send(path)).status, 404)
    t.match(await other.get('/sessions'), { status: 303 })
  })

  await t.test('Telegram’s login needs our own state, and is good once', async t => {
    const browser = browserOf(url)
    const page = (await browser.get('/sign-in?next=/sessions')).text
    const to = new URL(
      /https:\/\/oauth\.telegram\.org[^"]+/.exec(page)?.[0].replaceAll('&amp;', '&') ?? ''
    )
    t.equal(to.searchParams.get('bot_id'), TOKEN.split(':')[0])
    t.notMatch(page, TOKEN.split(':')[1] ?? '')
    const back = new URL(to.searchParams.get('return_to') ?? '')
    const fields = signLogin({ id: '71', first_name: 'Ann', auth_date: now() }, TOKEN)
    const way = (more: Readonly<Record<string, string>>): string =>
      `${back.pathname}?${new URLSearchParams({ ...Object.fromEntries(back.searchParams), ...more }).toString()}`
    t.equal((await browserOf(url).get(way(fields))).status, 403, 'in another browser')
    t.equal((await browser.get(way({ ...fields, state: 'x' }))).status, 403)
    t.equal((await browser.get(way({ ...fields, id: '72' }))).status, 422, 'forged')
    t.match(await browser.get(way(fields)), { status: 303, to: '/sessions' })
    t.match((await browser.get('/sessions')).text, /By[^]*Telegram/)
    const again = browserOf(url)
    const state = /state%3D([\w-]+)/.exec((await again.get('/sign-in')).text)?.[1] ?? ''
    t.equal((await again.get(way({ ...fields, state }))).status, 422, 'replayed')
    // As it comes behind the #, sent on by our script.
    const late = signLogin({ id: '71', first_name: 'Ann B', auth_date: now() }, TOKEN)
    await again.get('/sign-in/telegram')
    const proof = Buffer.from(JSON.stringify(late)).toString('base64url')
    t.equal((await again.send('/sign-in/telegram', { proof })).status, 303)
    t.equal((await again.get('/sessions')).status, 200)
  })

  await t.test('a Mini App gets a token for its memory, once for its data', async t => {
    const browser = browserOf(url)
    await browser.get('/sign-in')
    const init = signInitData({ user: '{"id":71,"first_name":"Ann"}', auth_date: now() }, TOKEN)
    t.equal((await browser.send('/app/sign-in', { init: init.replace('71', '72') })).status, 401)
    const signed = await browser.send('/app/sign-in', { init })
    const { token = '' } = JSON.parse(signed.text) as { token?: string }
    t.match(token, /^[\w-]{43}$/)
    t.equal((await browser.send('/app/sign-in', { init })).status, 401, 'replayed')
    t.equal((await browser.get('/sessions')).status, 303, 'no cookie has it')
    const how = { redirect: 'manual' } as const
    const headers = { authorization: `Bearer ${token}` }
    t.equal((await fetch(`${url}/sessions`, { ...how, headers })).status, 200)
    const cookie = { cookie: `lapp-session=${token}` }
    t.equal((await fetch(`${url}/sessions`, { ...how, headers: cookie })).status, 303)
    t.equal((await gateway.ask('GET', '/v1/account', undefined, { key: token })).status, 401)
  })
})

test('below a path both ways in lead back below it', async t => {
  const site = 'https://lapps.example/shop'
  const { tg, gateway, person } = await house(t, { PUBLIC_URL: site })
  person(71, 'Ann').says('/start')
  await tg.sees(71, /Welcome/)
  person(71, 'Ann').says('/web')
  const { text } = await tg.sees(71, /good once/)
  const path = new RegExp(`${site}(/web/[\\w-]{32})`).exec(text)?.[1] ?? ''
  // The proxy takes the path away.
  const browser = browserOf(gateway.url)
  t.match((await browser.get(path)).text, `action="/shop${path}"`)
  t.match(await browser.send(path), { status: 303, to: '/shop/' })

  const other = browserOf(gateway.url)
  const page = (await other.get('/sign-in?next=/sessions')).text
  const login = /https:\/\/oauth\.telegram\.org[^"]+/.exec(page)?.[0].replaceAll('&amp;', '&') ?? ''
  const back = new URL(new URL(login).searchParams.get('return_to') ?? '')
  t.equal(back.origin + back.pathname, `${site}/sign-in/telegram`)
  const fields = signLogin({ id: '71', first_name: 'Ann', auth_date: now() }, TOKEN)
  const asked = new URLSearchParams({ ...Object.fromEntries(back.searchParams), ...fields })
  const answer = await other.get(`/sign-in/telegram?${asked.toString()}`)
  t.match(answer, { status: 303, to: '/shop/sessions' })
})
