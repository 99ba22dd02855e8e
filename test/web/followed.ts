// A stream that is refused, as by a proxy while the gateway starts again, is asked for again by the
// page that follows it, which shows what has happened meanwhile.
import type { Page, Route } from 'playwright-core'
import { test } from 'tap'
import { inMemory } from './harness/in-memory.ts'
import { contextFor, noBrowser } from './harness/browser.ts'
import { cutOff, faults, shifted } from './harness/look.ts'

const skip = await noBrowser()

const EVENT = `data: ${JSON.stringify('<h1>Come again</h1>')}\n\n`

/** Refused once, then told something. */
async function refusedOnce(page: Page, path: RegExp): Promise<() => number> {
  let asked = 0
  await page.route(path, async (route: Route) => {
    asked += 1
    if (asked === 1) await route.fulfill({ status: 503, body: '' })
    else await route.fulfill({ contentType: 'text/event-stream', body: EVENT })
  })
  return () => asked
}

test('a page asks again for a stream that was refused', { skip }, async t => {
  const { url, cookie } = await inMemory(t)
  const context = await contextFor(t)
  await context.addCookies([{ ...cookie, url }])
  const page = await context.newPage()
  const asked = await refusedOnce(page, /\/developers\/events\/live/)
  await page.goto(`${url}/developers/events`)
  await page.getByRole('heading', { name: 'Come again' }).waitFor()
  t.ok(asked() >= 2)
})

test('a connection that is gone is seen by all for as long as it is', { skip }, async t => {
  const { url, cookie } = await inMemory(t)
  const context = await contextFor(t, { viewport: { width: 390, height: 844 } })
  await context.addCookies([{ ...cookie, url }])
  const page = await context.newPage()
  let isBack = false
  await page.route(/\/developers\/events\/live/, async route =>
    isBack ? route.continue() : route.fulfill({ status: 503, body: '' })
  )
  await page.goto(`${url}/developers/events`)
  const told = page.getByText('The connection is gone; nothing is lost.')
  await told.waitFor()
  const box = await told.boundingBox()
  t.ok(box !== null && box.width > 200 && box.height > 20, 'as large as one reads it')
  t.ok(box !== null && box.x >= 0 && box.y + box.height <= 844, 'where one looks')
  t.equal(await told.getAttribute('role'), 'status')
  t.ok((await cutOff(page)) <= 0)
  t.ok((await shifted(page)) < 0.1, 'nothing makes room for it')
  for (const colorScheme of ['light', 'dark'] as const) {
    await page.emulateMedia({ colorScheme })
    t.same(await faults(page), [], colorScheme)
  }
  isBack = true
  await page.locator('#said.unseen').waitFor({ state: 'attached' })
  t.equal(await told.count(), 0)
})
