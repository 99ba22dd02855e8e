// The storefront in a real browser, behind a proxy with TLS below a path: from the first visit to
// what was delivered, on a phone and on a desk, in both schemes, and one purchase whatever happens.
import { test, type Test } from 'tap'
import { texts } from '../e2e/harness/money.ts'
import { behindProxy, type Served } from './harness/behind-proxy.ts'
import { noBrowser } from './harness/browser.ts'
import { read } from './harness/look.ts'
import { lost } from './harness/lost-connection.ts'
import { shopper } from './harness/shopper.ts'

const skip = await noBrowser()

const served = Promise.withResolvers<Served>()
const shopping = shopper(served.promise)
const { visit, pageOf, signIn, order, bought, seen, complaints } = shopping
const GB = 'en-GB'
const sizes = new Map<string, number>()

test('a gateway is started for all of it', { skip }, async t => {
  served.resolve(await behindProxy(t, { LAPPS: 'echo,lnsms,satellite' }))
  t.pass('it runs')
  for (const [name, run] of TESTS) await t.test(name, run)
})

const TESTS: readonly (readonly [string, (t: Test) => Promise<void>])[] = [
  ['from the first visit to the text on the phone, at both widths', firstVisit],
  ['without a script: the same', withoutScript],
  ['a double press, two tabs, a reload and the way back are one purchase', onePurchase],
  [
    'a connection that is lost on the way there or back is one purchase',
    async t => lost(t, shopping)
  ],
  ['an invoice buys without an account, and only this browser sees it', byInvoice],
  ['a secret is shown once, behind a press', secretOnce],
  ['above the amount that one sets one signs in once more', asksAgain],
  ['all sessions end at once, and another site’s form does nothing', sessionsEnd],
  ['nothing came from elsewhere, nothing broke a rule, and it is small', small]
]

async function firstVisit(t: Test): Promise<void> {
  const { site } = await served.promise
  for (const [width, locale] of [
    [390, GB],
    [1280, 'de-DE']
  ] as const) {
    const isGerman = locale !== GB
    const page = await visit(t, { locale, viewport: { width, height: 844 } })
    page.on('response', answer => {
      if (/\.(js|css)$/.test(answer.url()))
        void answer.body().then(
          body => sizes.set(answer.url(), body.length),
          () => undefined
        )
    })
    await page.goto(`${site}/`)
    await seen(t, page, 'catalogue')
    await page.locator('#q').fill(isGerman ? 'telefon' : 'phone')
    t.equal(await page.locator('.lapp:visible').count(), 1, 'found as it is typed')
    await page.getByRole('link', { name: isGerman ? 'SMS' : 'Text message' }).click()
    await page.waitForURL(/lapps\/lnsms/)
    await seen(t, page, 'lapp')
    await page.locator('[name="in.text"]').fill('typed before')
    await page.getByRole('link', { name: isGerman ? /Melde dich an/ : /Sign in to pay/ }).click()
    await page.waitForURL(/sign-in/)
    await seen(t, page, 'sign-in')
    await signIn(page, '/lapps/lnsms')
    const kept = await page.locator('[name="in.text"]').inputValue()
    t.equal(kept, 'typed before', 'signing in keeps what was typed')
    await page.locator('button[value=balance]').click()
    await page.locator('[aria-invalid]').waitFor()
    await seen(t, page, 'fault')
    await order(page, `hello at ${width}`)
    t.match(await read(page), isGerman ? /707 sat \(≈ .*€\)/ : /707 sat \(≈ .*\$/)
    await seen(t, page, 'order')
    await page.locator('button.main').click()
    await page.getByRole('heading', { name: isGerman ? 'Geliefert' : 'Delivered' }).waitFor()
    t.match(await read(page), /700 sat[^]*[0-9a-f]{64}[^]*pur_/)
    await seen(t, page, 'receipt')
    t.ok((await texts(await served.promise)).includes(`hello at ${width}`))
  }
}

async function withoutScript(t: Test): Promise<void> {
  const page = await visit(t, { javaScriptEnabled: false })
  const { site } = await served.promise
  await page.goto(`${site}/?q=erde`)
  t.match(await read(page), /Nothing fits/)
  await page.goto(`${site}/?q=earth`)
  t.equal(await page.locator('.lapp').count(), 1)
  await signIn(page)
  await order(page, 'plain')
  await page.locator('button.main').click()
  await page.waitForURL(/purchases\/pur_/)
  await t.resolves(page.reload())
  t.match(await read(page), /Paid|Delivered|On its way/)
}

async function onePurchase(t: Test): Promise<void> {
  const page = await visit(t)
  await signIn(page)
  await order(page, 'once')
  const before = (await bought()).length
  const other = await pageOf(page.context())
  await other.goto(page.url())
  const confirm = page.url()
  await Promise.all([page.locator('button.main').dblclick(), other.locator('button.main').click()])
  await page.waitForURL(/purchases\/pur_/)
  await other.waitForURL(/purchases\/pur_/)
  t.equal(page.url(), other.url())
  await page.reload()
  await page.goto(confirm)
  t.equal(page.url(), other.url(), 'who comes back to the order sees what was bought')
  await page.goBack()
  await page.waitForURL(/purchases\/pur_/)
  // The connection is lost in the middle, and the same form is sent again.
  await order(page, 'lost')
  const form = await page.evaluate<Record<string, string>>(
    `Object.fromEntries(new FormData(document.querySelector('form[action$="/buy"]')))`
  )
  const send = async () =>
    page.request.post(`${page.url()}/buy`, { form, maxRedirects: 0, timeout: 20_000 })
  const answers = await Promise.all([send(), send(), send()])
  t.equal(new Set(answers.map(answer => answer.headers()['location'])).size, 1)
  t.equal((await bought()).length, before + 2)
}

async function byInvoice(t: Test): Promise<void> {
  const { site, ask } = await served.promise
  const page = await visit(t)
  await page.goto(`${site}/lapps/echo`)
  await page.locator('[name="in.text"]').fill('no account')
  await page.locator('button[value=invoice]').click()
  await page.waitForURL(/\/bought\/[0-9a-f]{64}/)
  await seen(t, page, 'invoice')
  const bolt11 = await page.locator('code').first().innerText()
  const stranger = await visit(t)
  await stranger.goto(page.url())
  t.match(await read(stranger), /There is nothing here/)
  await ask('POST', '/sandbox/wallet/pay', { bolt11 })
  await page.getByRole('heading', { name: 'Delivered' }).waitFor()
  t.match(await read(page), /no account/)
  await seen(t, page, 'bought')
}

async function secretOnce(t: Test): Promise<void> {
  const { site } = await served.promise
  const page = await visit(t)
  await signIn(page)
  await page.goto(`${site}/lapps/satellite?example`)
  await page.locator('#price .amount').waitFor()
  t.match(await read(page, '#price'), /10 sat/, 'the price as it is typed')
  await page.locator('button[value=balance]').click()
  await page.waitForURL(/orders/)
  await page.locator('button.main').click()
  await page.waitForURL(/purchases\/pur_/)
  const purchase = page.url()
  await page.getByRole('button', { name: 'Show it now' }).click({ timeout: 60_000 })
  await page.waitForURL(/reveal/)
  t.match(await read(page, '.secret'), /Copy it now[^]*Order code\s+\S{20}/)
  await seen(t, page, 'secret')
  await page.goto(purchase)
  t.match(await read(page), /It was shown once/)
}

async function asksAgain(t: Test): Promise<void> {
  const { site, database } = await served.promise
  const page = await visit(t)
  await signIn(page, '/sessions')
  await page.locator('#limit').fill('600')
  await page.getByRole('button', { name: 'Save' }).click()
  await page.getByText('Saved.').waitFor()
  await seen(t, page, 'sessions')
  await order(page, 'much')
  const confirm = page.url()
  const { default: pg } = await import('pg')
  const client = new pg.Client(database)
  await client.connect()
  await client.query(`update session set proved_at = now() - interval '6 minutes'`)
  await client.end()
  const before = (await bought()).length
  await page.locator('button.main').click()
  await page.waitForURL(/sign-in\?why=limit/)
  t.equal((await bought()).length, before)
  await page.getByRole('button', { name: 'Sign in with the sandbox’s key' }).click()
  await page.waitForURL(confirm)
  await page.locator('button.main').click()
  await page.waitForURL(/purchases\/pur_/)
  await page.goto(`${site}/sessions`)
  await page.locator('#limit').fill('')
  await page.getByRole('button', { name: 'Save' }).click()
  await page.getByText('Saved.').waitFor()
}

async function sessionsEnd(t: Test): Promise<void> {
  const { site } = await served.promise
  const page = await visit(t)
  await signIn(page)
  const [cookie] = await page.context().cookies()
  t.match(cookie, {
    name: '__Host-lapp-session-shop',
    secure: true,
    httpOnly: true,
    sameSite: 'Lax'
  })
  // A page of another site that sends our form, with our cookie where the browser lets it.
  const before = page.url()
  await page.route('https://evil.example/', async route =>
    route.fulfill({
      contentType: 'text/html',
      body: `<form method=post action="${site}/sessions/end"><input name=all value=true></form>`
    })
  )
  await page.goto('https://evil.example/')
  const [answer] = await Promise.all([
    page.waitForResponse(/sessions\/end/),
    page.evaluate('document.forms[0].submit()')
  ])
  await page.waitForURL(/sessions\/end/)
  t.equal(answer.status(), 403)
  complaints.splice(0, complaints.length, ...complaints.filter(said => !/evil\.example/.test(said)))
  await page.goto(before)
  const other = await visit(t)
  await signIn(other)
  await page.goto(`${site}/sessions`)
  t.match(await read(page), /this one/)
  await page.getByRole('button', { name: 'End all' }).click()
  await page.waitForURL(/sign-in/)
  await other.goto(`${site}/sessions`)
  t.match(other.url(), /sign-in\?next=%2Fsessions$/)
}

async function small(t: Test): Promise<void> {
  t.same(complaints, [])
  const scripts = [...sizes].filter(([url]) => url.endsWith('.js'))
  t.equal(scripts.length > 0, true)
  const sum = scripts.reduce((all, [, size]) => all + size, 0)
  t.ok(sum < 20_000, `${sum} bytes of script, before they are compressed`)
}
