// A stream that is refused, as by a proxy while the gateway starts again, is asked for again by the
// page that follows it, which shows what has happened meanwhile.
import type { Page, Route } from 'playwright-core'
import { test } from 'tap'
import { inMemory } from './harness/in-memory.ts'
import { openBrowser } from './harness/browser.ts'

const opened = await openBrowser()
const skip = opened.is === 'open' ? false : opened.why

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
  if (opened.is !== 'open') return
  const { browser } = opened
  t.teardown(async () => browser.close())
  const { url, cookie } = await inMemory(t)
  const context = await browser.newContext()
  await context.addCookies([{ ...cookie, url }])
  const page = await context.newPage()
  const asked = await refusedOnce(page, /\/developers\/events\/live/)
  await page.goto(`${url}/developers/events`)
  await page.getByRole('heading', { name: 'Come again' }).waitFor()
  t.ok(asked() >= 2)
})
