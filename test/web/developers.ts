// The developers' pages in a real browser: a key made, used, given a new secret and revoked, each
// secret seen once; a webhook and what was sent to it; sub-accounts; events as they happen.
import { createServer } from 'node:http'
import { once } from 'node:events'
import type { AddressInfo } from 'node:net'
import type { Page } from 'playwright-core'
import { test, type Test } from 'tap'
import { ALL_LAPPS } from '../e2e/harness/place.ts'
import { asking } from '../e2e/harness/asking.ts'
import { until } from '../e2e/harness/until.ts'
import { behindProxy, type Served } from './harness/behind-proxy.ts'
import { noBrowser } from './harness/browser.ts'
import { cutOff, faults, read } from './harness/look.ts'
import { picturedLApp } from './harness/pictures.ts'
import { shopper } from './harness/shopper.ts'

const skip = await noBrowser()

const served = Promise.withResolvers<Served>()
const { visit, signIn, seen, complaints } = shopper(served.promise, true)

const HOSTILE = '<b onclick="alert(1)">bold</b>'

test('a gateway is started for all of it', { skip }, async t => {
  served.resolve(await behindProxy(t, ALL_LAPPS))
  for (const [name, run] of TESTS) await t.test(name, run)
  t.same(complaints, [], 'no rule was broken, nothing came from elsewhere')
})

const TESTS: readonly (readonly [string, (t: Test) => Promise<void>])[] = [
  ['the catalogue has every LApp, and each its form', everyLApp],
  ['a key made there works, within its budget, and is seen once', keyOnce],
  ['without a script a key is made as well', withoutScript],
  ['a webhook is added, tested, and what was sent is sent again', webhook],
  ['a sub-account is opened and closed, and events come as they happen', others],
  ['another site’s form makes no key', fromElsewhere]
]

const secretOf = async (page: Page): Promise<string> => page.locator('.secret code').innerText()

async function everyLApp(t: Test): Promise<void> {
  const { site } = await served.promise
  const page = await visit(t, { viewport: { width: 1280, height: 844 } })
  await page.goto(`${site}/`)
  await seen(t, page, 'catalogue')
  const links = await page.locator('.lapp a').all()
  const paths = await Promise.all(
    links.map(async link => (await link.getAttribute('href')) ?? 'no address')
  )
  t.ok(paths.length >= 10)
  await page.setViewportSize({ width: 390, height: 844 })
  for (const path of paths) {
    await page.goto(new URL(`${path}?example`, site).href)
    const id = path.split('/').at(-1) ?? ''
    if (await page.locator('form[novalidate]').count()) {
      t.ok((await cutOff(page)) <= 0, `${id}: nothing is cut off at the side`)
      t.same(await faults(page), [], id)
    } else t.match(await read(page), /cannot be bought/i, id)
    await picturedLApp(page, id)
  }
}

async function keyOnce(t: Test): Promise<void> {
  const { site, url } = await served.promise
  const page = await visit(t)
  await signIn(page, '/developers')
  await seen(t, page, 'developers')
  t.match(await read(page), new RegExp(`curl ${site}/v1/account`))
  t.notMatch(await read(page), /lgk_[0-9a-f]{8}/, 'no secret of the session')
  await page.getByRole('link', { name: 'API keys' }).click()
  await page.waitForURL(/keys$/)
  await page.getByLabel('Name').fill(HOSTILE)
  await page.getByRole('button', { name: 'Make a key' }).click()
  await page.getByText('Choose at least one thing').waitFor()
  t.equal(await page.getByLabel('Name').inputValue(), HOSTILE)
  for (const scope of ['account:read', 'transfers:write'])
    await page.getByLabel(scope, { exact: true }).check()
  await page.getByLabel('Budget in sat').fill('5')
  await seen(t, page, 'developers-keys')
  await page.getByRole('button', { name: 'Make a key' }).click()
  const key = await secretOf(page)
  t.match(key, /^lgk_[0-9a-f]{8}_[\w-]{43}$/)
  await seen(t, page, 'developers-key-made')
  const sent = await asking(url, key)('GET', '/v1/account')
  t.equal(sent.status, 200)
  const above = { to: 'telegram:1', amount_msat: 6_000 }
  t.match(await asking(url, key)('POST', '/v1/transfers', above), {
    body: { code: 'budget_exceeded' }
  })
  // The form sent again makes no second one, and shows nothing again.
  await page.reload()
  await page.getByText('its secret was shown once').waitFor()
  await page.getByRole('link', { name: 'Back' }).click()
  await page.getByRole('link', { name: HOSTILE }).waitFor()
  t.notOk((await page.content()).includes(key))
  t.equal(await page.getByRole('link', { name: HOSTILE }).count(), 1)
  t.equal(await page.locator('main b').count(), 0)
  await page.getByRole('link', { name: HOSTILE }).click()
  await page.getByRole('button', { name: 'Revoke it' }).waitFor()
  t.match(await read(page), /5 sat of 5 sat left, per day/)
  await seen(t, page, 'developers-key')
  await page.getByRole('button', { name: 'Give it a new secret' }).click()
  await page.waitForURL(/rotate$/)
  const next = await secretOf(page)
  t.equal((await asking(url, next)('GET', '/v1/account')).status, 200)
  await page.reload()
  await page.getByText('It has had a new secret meanwhile').waitFor()
  t.equal((await asking(url, next)('GET', '/v1/account')).status, 200)
  await page.getByRole('button', { name: 'Revoke it' }).click()
  await page.waitForURL(/keys$/)
  t.equal(await page.getByRole('link', { name: HOSTILE }).count(), 0)
  await until(async () =>
    (await asking(url, next)('GET', '/v1/account')).status === 401 ? true : undefined
  )
}

async function withoutScript(t: Test): Promise<void> {
  const page = await visit(t, { javaScriptEnabled: false })
  await signIn(page, '/developers/keys')
  await page.getByLabel('Name').fill('plain')
  await page.getByLabel('account:read', { exact: true }).check()
  await page.getByRole('button', { name: 'Make a key' }).click()
  t.match(await secretOf(page), /^lgk_/)
}

async function webhook(t: Test): Promise<void> {
  const { site } = await served.promise
  const got: string[] = []
  const app = createServer((request, answer) => {
    got.push(String(request.headers['webhook-id']))
    answer.writeHead(204).end()
  })
  await once(app.listen(0, '127.0.0.1'), 'listening')
  t.teardown(() => app.close())
  const page = await visit(t, { locale: 'de-DE' })
  await signIn(page, '/developers/webhooks')
  await page.getByLabel('Adresse').fill('ftp://nowhere.example')
  await page.getByRole('button', { name: 'Einen Webhook anlegen' }).click()
  await page.getByRole('alert').waitFor()
  await page.getByLabel('Adresse').fill(`http://127.0.0.1:${(app.address() as AddressInfo).port}/`)
  await seen(t, page, 'developers-webhooks')
  await page.getByRole('button', { name: 'Einen Webhook anlegen' }).click()
  await page.locator('.secret').waitFor()
  const secret = await secretOf(page)
  t.match(secret, /^whsec_/)
  await page.getByRole('link', { name: 'Zurück' }).click()
  await page.getByRole('button', { name: 'Ein Test-Ereignis senden' }).click()
  await page.getByRole('cell', { name: 'zugestellt' }).waitFor()
  t.equal(got.length, 1)
  t.notOk((await page.content()).includes(secret))
  await seen(t, page, 'developers-webhook')
  await Promise.all([
    page.waitForResponse(/webhooks\/whk_[0-9a-f]{32}$/),
    page.getByRole('button', { name: 'Noch einmal senden' }).click()
  ])
  t.equal(got.length, 2)
  t.equal(new Set(got).size, 1, 'the same event')
  await page.getByRole('button', { name: 'Entfernen' }).click()
  await page.waitForURL(`${site}/developers/webhooks`)
  t.match(await read(page), /Noch gibt es keine/)
}

async function others(t: Test): Promise<void> {
  const { site, ask } = await served.promise
  const page = await visit(t)
  await signIn(page, '/developers/accounts')
  await page.getByLabel('Name').fill(HOSTILE)
  await page.getByRole('button', { name: 'Open a sub-account' }).click()
  await page.locator('summary', { hasText: 'Close it' }).waitFor()
  t.match(await read(page), /<b onclick="alert\(1\)">bold<\/b> acc_[0-9a-f]{32}/)
  t.equal(await page.locator('main b').count(), 0)
  await seen(t, page, 'developers-accounts')
  await page.goto(`${site}/developers/events`)
  t.match(await read(page), /There are none yet/)
  const made = await ask('POST', '/v1/deposits', { amount_msat: 2_000 })
  await ask('POST', '/sandbox/wallet/pay', { bolt11: made.body['bolt11'] })
  await page.getByText('deposit.settled').waitFor()
  t.match(await read(page), new RegExp(String(made.body['id'])))
  await seen(t, page, 'developers-events')
  await page.goto(`${site}/developers/accounts`)
  await page.locator('summary', { hasText: 'Close it' }).click()
  await page.getByRole('button', { name: 'Close it' }).click()
  await page.getByRole('cell', { name: 'closed' }).waitFor()
}

async function fromElsewhere(t: Test): Promise<void> {
  const { site, ask } = await served.promise
  const page = await visit(t)
  await signIn(page)
  const count = async () => ((await ask('GET', '/v1/api-keys')).body['data'] as unknown[]).length
  const before = await count()
  await page.route('https://evil.example/', async route =>
    route.fulfill({
      contentType: 'text/html',
      body: `<form method=post action="${site}/developers/keys"><input name=name value=x>
        <input name=scope.payments:write value=on></form>`
    })
  )
  await page.goto('https://evil.example/')
  const [answer] = await Promise.all([
    page.waitForResponse(/developers\/keys/),
    page.evaluate('document.forms[0].submit()')
  ])
  t.equal(answer.status(), 403)
  await page.waitForLoadState()
  t.equal(await count(), before)
  complaints.splice(0, complaints.length, ...complaints.filter(said => !/evil\.example/.test(said)))
}
