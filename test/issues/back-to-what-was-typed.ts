// Nobody types twice, and no address that a browser has shown leads to what is for programs.
import { test, type Test } from 'tap'
import { behindProxy, type Served } from '../web/harness/behind-proxy.ts'
import { noBrowser } from '../web/harness/browser.ts'
import { shopper } from '../web/harness/shopper.ts'

const skip = await noBrowser()

const served = Promise.withResolvers<Served>()
const { visit, signIn, order } = shopper(served.promise)

test('a gateway is started for all of it', { skip }, async t => {
  served.resolve(await behindProxy(t, { LAPPS: 'echo,lnsms' }))
  for (const [name, run] of TESTS) await t.test(name, run)
})

const TESTS: readonly (readonly [string, (t: Test) => Promise<void>])[] = [
  ['who changes an order finds the answers in the form, and nobody else does', changed],
  ['the path of a refused form, opened anew, is the page with the form', reopened],
  ['back and forward pass by a form that was refused', passedBy],
  ['a path that is not there is a page for people, and a problem for programs', missing],
  ['who may not do something reads which scope may', forbidden]
]

async function changed(t: Test): Promise<void> {
  const page = await visit(t, { javaScriptEnabled: false })
  await signIn(page)
  await order(page, 'a long text, typed once')
  await page.getByRole('link', { name: 'Change' }).click()
  t.equal(await page.locator('[name="in.text"]').inputValue(), 'a long text, typed once')
  t.equal(await page.locator('[name="in.number"]').inputValue(), '+19876543210')
  const stranger = await visit(t, { javaScriptEnabled: false })
  await stranger.goto(page.url())
  t.equal(await stranger.locator('[name="in.text"]').inputValue(), '')
  await page.goto(page.url().replace('lnsms', 'echo'))
  t.equal(await page.locator('[name="in.text"]').inputValue(), '', 'another LApp’s form')
}

async function reopened(t: Test): Promise<void> {
  const { site } = await served.promise
  const page = await visit(t)
  for (const [path, above] of [
    ['/lapps/lnsms/order', '/lapps/lnsms'],
    ['/language?to=de&back=%2Flapps%2Flnsms%2Forder', '/lapps/lnsms'],
    ['/sign-out', '/']
  ] as const) {
    await page.goto(site + path)
    t.equal(page.url(), site + above, path)
  }
}

async function passedBy(t: Test): Promise<void> {
  const { site } = await served.promise
  const page = await visit(t)
  await signIn(page)
  await page.goto(`${site}/lapps/lnsms`)
  await page.locator('[name="in.number"]').fill('12')
  await page.locator('button[value=balance]').click()
  await page.locator('[aria-invalid=true]').first().waitFor()
  await page.locator('[name="in.number"]').fill('+19876543210')
  await page.locator('[name="in.text"]').fill('hello')
  await page.locator('button[value=balance]').click()
  await page.waitForURL(/\/orders\/quo_/)
  const answer = await page.goBack()
  t.equal(answer?.status(), 200)
  t.equal(page.url(), `${site}/lapps/lnsms`)
  await page.goForward()
  t.match(page.url(), /\/orders\/quo_/)
}

async function missing(t: Test): Promise<void> {
  const { site } = await served.promise
  const page = await visit(t, { locale: 'de-DE' })
  const answer = await page.goto(`${site}/nowhere`)
  t.equal(answer?.status(), 404)
  t.equal(await page.getByRole('heading').innerText(), 'Hier ist nichts')
  await page.getByRole('link').click()
  t.equal(page.url(), `${site}/`)
  const told = await page.request.get(`${site}/nowhere`, { headers: { accept: '*/*' } })
  t.match(await told.json(), { code: 'not_found' })
}

async function forbidden(t: Test): Promise<void> {
  const { site } = await served.promise
  const page = await visit(t)
  await signIn(page)
  await page.goto(`${site}/operator`)
  t.match(await page.getByRole('alert').innerText(), /scope admin/)
}
