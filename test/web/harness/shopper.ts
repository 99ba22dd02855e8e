// Somebody who buys in a real browser: what they do on every page, and what is looked at there.
import type { BrowserContext, BrowserContextOptions, Page } from 'playwright-core'
import type { Test } from 'tap'
import type { Served } from './behind-proxy.ts'
import { contextFor } from './browser.ts'
import { cutOff, shifted } from './look.ts'
import { pictured } from './pictures.ts'

const DESK = { width: 1280, height: 844 }

/** @param isOnDesk what is seen on a phone is looked at on a desk as well */
export function shopper(served: Promise<Served>, isOnDesk = false) {
  /** What a browser complained about, and what came from elsewhere. */
  const complaints: string[] = []
  async function visit(t: Test, how: BrowserContextOptions = {}): Promise<Page> {
    const context = await contextFor(t, {
      ignoreHTTPSErrors: true,
      locale: 'en-GB',
      viewport: { width: 390, height: 844 },
      ...how
    })
    return pageOf(context)
  }

  async function pageOf(context: BrowserContext): Promise<Page> {
    const page = await context.newPage()
    const { site } = await served
    page.on('console', said => {
      // What a refusal answers with is told by its status as well.
      if (!/status of 4\d\d/.test(said.text())) complaints.push(said.text())
    })
    page.on('pageerror', error => complaints.push(error.message))
    page.on('request', request => {
      if (!request.url().startsWith(`${site}/`)) complaints.push(`elsewhere: ${request.url()}`)
    })
    return page
  }

  /** One for all that somebody looks at: a page of its own for each would be a process for each. */
  const desks = new WeakMap<BrowserContext, Promise<Page>>()
  async function onDesk(context: BrowserContext): Promise<Page> {
    const page = desks.get(context) ?? context.newPage()
    desks.set(context, page)
    await (await page).setViewportSize(DESK)
    return page
  }

  async function signIn(page: Page, next = '/'): Promise<void> {
    const { site } = await served
    await page.goto(`${site}/sign-in?next=${encodeURIComponent(next)}`)
    await page.getByRole('button', { name: /sandbox’s key|Schlüssel des/ }).click()
    await page.waitForURL(`${site}${next}`)
  }

  /** Up to the page that shows the whole price. */
  async function order(page: Page, text: string): Promise<void> {
    await page.goto(`${(await served).site}/lapps/lnsms`)
    await page.locator('[name="in.number"]').fill('+19876543210')
    await page.locator('[name="in.text"]').fill(text)
    await page.locator('button[value=balance]').click()
    await page.waitForURL(/\/orders\/quo_/)
  }

  const bought = async (): Promise<readonly unknown[]> => {
    const { ask } = await served
    return (await ask('GET', '/v1/purchases?limit=100')).body['data'] as unknown[]
  }

  async function seen(t: Test, page: Page, name: string): Promise<void> {
    await lookedAt(t, page, name)
    const phone = page.viewportSize()
    if (!isOnDesk || phone === null || phone.width >= DESK.width) return
    await page.setViewportSize(DESK)
    await lookedAt(t, page, name)
    await page.setViewportSize(phone)
    // What jumps does so while it comes: its address is opened there once more.
    const other = await onDesk(page.context())
    await other.goto(page.url())
    t.ok((await shifted(other)) < 0.1, `${name}: nothing jumps as it comes on a desk`)
    await other.goto('about:blank')
  }

  return { visit, pageOf, signIn, order, bought, seen, complaints }
}

async function lookedAt(t: Test, page: Page, name: string): Promise<void> {
  await pictured(t, page, name)
  const width = page.viewportSize()?.width ?? 0
  t.ok((await cutOff(page)) <= 0, `${name}, ${width}: nothing is cut off at the side`)
  t.ok((await shifted(page)) < 0.1, `${name}, ${width}: nothing jumps`)
}
