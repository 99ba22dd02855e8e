// A person of Telegram on the pages: by the bot's link, by Telegram's login, inside Telegram. Each
// proof is good once, here and now.
import type { Page } from 'playwright-core'
import { test } from 'tap'
import { house } from '../bot/harness/gateway.ts'
import { TOKEN } from '../bot/harness/telegram.ts'
import { openBrowser } from './harness/browser.ts'
import { faults } from './harness/look.ts'
import { browserOf } from './harness/plain-browser.ts'
import { signInitData, signLogin } from './harness/telegram-signs.ts'

const opened = await openBrowser()
const browser = opened.is === 'open' ? opened.browser : undefined
const skip = opened.is === 'open' ? false : opened.why

/** What Telegram's own colours are by day, and by night: neither is readable everywhere. */
const DAY = {
  bg_color: '#ffffff',
  secondary_bg_color: '#f0f0f0',
  text_color: '#222222',
  hint_color: '#a8a8a8',
  link_color: '#2678b6',
  button_color: '#50a8eb',
  button_text_color: '#ffffff'
}
const NIGHT = JSON.stringify({
  theme_params: {
    bg_color: '#17212b',
    secondary_bg_color: '#17212b',
    text_color: '#f5f5f5',
    hint_color: '#708499',
    link_color: '#6ab3f3',
    button_color: '#5288c1',
    button_text_color: '#ffffff'
  }
})

/** Telegram, as far as a page sees it: it is told things, and remembers the last of each. */
const BRIDGE = `globalThis.told = {}
  globalThis.TelegramWebviewProxy = { postEvent(name, data) { told[name] = JSON.parse(data || 'null') } }`
type Told = { readonly told?: object }

const colour = async (page: Page, selector: string, name: string): Promise<string> =>
  page.evaluate<string>(
    `getComputedStyle(document.querySelector('${selector}')).getPropertyValue('${name}')`
  )

const now = (): string => String(Math.floor(Date.now() / 1_000))

test('a person of Telegram signs in, once by each proof', async t => {
  t.teardown(async () => browser?.close())
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

  await t.test('inside Telegram one buys with the token in memory alone', { skip }, async t => {
    const context = await browser?.newContext({ viewport: { width: 390, height: 844 } })
    const page = await context?.newPage()
    if (page === undefined) return
    await page.addInitScript(BRIDGE)
    const press = async (what: string): Promise<unknown> =>
      page.evaluate(`Telegram.WebView.receiveEvent('${what}')`)
    const button = async (text: RegExp): Promise<unknown> =>
      page.waitForFunction(
        source => new RegExp(source).test(JSON.stringify((globalThis as Told).told)),
        text.source
      )
    const complaints: string[] = []
    page.on('pageerror', error => complaints.push(error.message))
    page.on('console', said => complaints.push(said.text()))
    const init = signInitData(
      { user: '{"id":71,"first_name":"Ann"}', auth_date: now(), signature: 's' },
      TOKEN
    )
    const launch = {
      tgWebAppData: init,
      tgWebAppVersion: '8.0',
      tgWebAppPlatform: 'web',
      tgWebAppThemeParams: JSON.stringify(DAY)
    }
    const answer = await page.goto(`${url}/app#${new URLSearchParams(launch).toString()}`)
    t.match(
      answer?.headers()['content-security-policy'],
      /frame-ancestors https:\/\/web\.telegram\.org$/
    )
    await page.getByRole('link', { name: 'Echo' }).click()
    await page.locator('[name="in.text"]').fill('from inside')
    t.same(await faults(page), [], 'in Telegram’s colours of the day')
    t.equal(await colour(page, 'main', 'color'), 'rgb(34, 34, 34)')
    await page.evaluate(`Telegram.WebView.receiveEvent('theme_changed', ${NIGHT})`)
    t.equal(await colour(page, 'html', 'background-color'), 'rgb(23, 33, 43)')
    t.equal(await colour(page, 'html', 'color-scheme'), 'dark')
    t.same(await faults(page), [], 'and of the night')
    // Telegram's buttons: the main one does what the page is for, the other one leads back.
    await button(/"text":"[^"]*","is_progress_visible":false/)
    await press('main_button_pressed')
    await button(/"text":"Buy for/)
    await press('back_button_pressed')
    await page.locator('[name="in.text"]').waitFor()
    await page.locator('[name="in.text"]').fill('from inside')
    await press('main_button_pressed')
    await page.getByRole('button', { name: /Buy for/ }).waitFor()
    const sent: string[] = []
    page.on('request', asked => asked.method() === 'POST' && sent.push(asked.url()))
    await Promise.all([press('main_button_pressed'), press('main_button_pressed')])
    await page.getByRole('heading', { name: 'Delivered' }).waitFor()
    t.match(await page.locator('main').innerText(), /from inside/)
    t.equal(sent.length, 1, 'pressed twice, it is sent once')
    t.match(page.url(), /\/app#/)
    t.same(await context?.cookies(), [], 'no cookie')
    t.same(complaints, [])
    t.equal(
      (await fetch(`${url}/`)).headers.get('content-security-policy')?.endsWith("'none'"),
      true
    )
  })
})
