// The pages inside Telegram, behind a proxy with TLS below a path, with the token in memory
// alone: one buys, tops up, and saves a history there; what does not come is told, and nothing is
// lost.
import type { Page } from 'playwright-core'
import { test, type Test } from 'tap'
import { around, botOf } from '../bot/harness/gateway.ts'
import { telegram } from '../bot/harness/telegram.ts'
import { ECHO } from '../e2e/harness/place.ts'
import { behindProxy, type Served } from './harness/behind-proxy.ts'
import { contextFor, noBrowser } from './harness/browser.ts'
import { insideTelegram, NIGHT } from './harness/inside-telegram.ts'
import { cutOff, faults, read } from './harness/look.ts'
import { pictured } from './harness/pictures.ts'

const skip = await noBrowser()

const ANN = { id: 71, first_name: 'Ann' }

const colour = async (page: Page, selector: string, name: string): Promise<string> =>
  page.evaluate<string>(
    `getComputedStyle(document.querySelector('${selector}')).getPropertyValue('${name}')`
  )

test('a person inside Telegram', { skip }, async t => {
  const tg = await telegram(t)
  const at = await behindProxy(t, { ...botOf(tg), ...ECHO })
  const { fund, person } = around(tg, at)
  await fund(person(71, 'Ann'), 3_000_000)
  await t.test('one buys with the token in memory alone', async t => buys(t, at))
  await t.test('a deposit is made and its invoice followed to its end', async t => topsUp(t, at))
  await t.test('the history is saved as CSV with the token', async t => saves(t, at))
  await t.test('the invoice page’s form and links stay below the path', async t =>
    invoicePage(t, at)
  )
  await t.test('what does not come is told, and is sent again by a press', async t =>
    comesLate(t, at)
  )
})

async function buys(t: Test, { site, url }: Served): Promise<void> {
  const { page, answer, complaints, press, told } = await insideTelegram(t, site, ANN)
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
  await told(/"text":"[^"]*","is_progress_visible":false/)
  await press('main_button_pressed')
  await told(/"text":"Buy for/)
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
  t.ok(page.url().startsWith(`${site}/app#`))
  t.same(await page.context().cookies(), [], 'no cookie')
  t.same(complaints, [])
  t.equal((await fetch(`${url}/`)).headers.get('content-security-policy')?.endsWith("'none'"), true)
}

async function topsUp(t: Test, { site, ask }: Served): Promise<void> {
  const { page, complaints, press } = await insideTelegram(t, site, ANN)
  await page.locator('main a').first().waitFor()
  await toWallet(page)
  await page.getByRole('link', { name: 'Top up' }).click()
  await page.locator('#amount').fill('2k')
  await page.locator('button.main').click()
  await page.locator('.qr svg').first().waitFor()
  t.match(await read(page), /Waiting for your payment[^]*2 000 sat/)
  t.match(await read(page, 'header.top'), /Signed in/)
  await pictured(t, page, 'mini-app-invoice')
  t.ok((await cutOff(page)) <= 0, 'nothing is cut off at the side')
  const link = page.locator('main a[href^="lightning:"]')
  const bolt11 = (await link.getAttribute('href'))?.slice('lightning:'.length)
  await ask('POST', '/sandbox/wallet/pay', { bolt11 })
  await page.locator('h1.received').waitFor()
  t.match(await read(page), /2 000 sat received/)
  await press('back_button_pressed')
  await page.locator('#amount').waitFor()
  t.ok(page.url().startsWith(`${site}/app#`))
  t.same(complaints, [])
}

async function saves(t: Test, { site }: Served): Promise<void> {
  const { page, complaints } = await insideTelegram(t, site, ANN)
  await page.locator('main a').first().waitFor()
  await toWallet(page)
  await page.getByRole('link', { name: 'History' }).click()
  const saving = page.waitForEvent('download')
  await page.getByRole('link', { name: 'Save as CSV' }).click()
  const file = await saving
  t.equal(file.suggestedFilename(), 'transactions.csv')
  let csv = ''
  for await (const part of await file.createReadStream()) csv += String(part)
  t.match(csv, /^id,type,[^]*,deposit,2000000,/)
  await page.getByRole('link', { name: 'Save as CSV' }).waitFor()
  t.same(complaints, [])
}

async function comesLate(t: Test, { site }: Served): Promise<void> {
  const { page, press } = await insideTelegram(t, site, ANN)
  await page.getByRole('link', { name: 'Echo' }).click()
  await page.locator('[name="in.text"]').fill('late')
  await press('main_button_pressed')
  await page.getByRole('button', { name: /Buy for/ }).waitFor()
  let asked = 0
  await page.route(/\/buy$/, async route => {
    asked += 1
    if (asked === 1) await route.fulfill({ status: 503, headers: { 'retry-after': '2' } })
    else if (asked > 2) await route.continue()
    else {
      // Sent, and its answer lost.
      await route.fetch({ maxRedirects: 0 })
      await route.abort('connectionreset')
    }
  })
  for (const name of ['refused', 'lost']) {
    await page.evaluate(`document.querySelector('#away')?.remove()`)
    await page.getByRole('button', { name: /Buy for/ }).click()
    await page.locator('#away').waitFor()
    t.match(await read(page), /nothing is lost/, name)
    await page.getByRole('button', { name: /Buy for/ }).waitFor()
  }
  await page.getByRole('button', { name: /Buy for/ }).click()
  await page.getByRole('heading', { name: 'Delivered' }).waitFor()
  const bought = await page.evaluate<string>(`document.querySelector('main').innerText`)
  t.match(bought, /late/)
}

/** It is framed by no other page: what is in its head elsewhere is reached from the catalogue. */
async function toWallet(page: Page): Promise<void> {
  await page.locator('header nav a', { hasText: 'Wallet' }).click()
  await page.getByRole('link', { name: 'Top up' }).waitFor()
}

async function invoicePage(t: Test, { site, ask }: Served): Promise<void> {
  const { body } = await ask('POST', '/v1/deposits', { amount_msat: 21_000 })
  const address = `${site}/pay/${String(body['id'])}`
  const context = await contextFor(t, { ignoreHTTPSErrors: true })
  const page = await context.newPage()
  const elsewhere: string[] = []
  page.on('request', asked => {
    if (!asked.url().startsWith(`${site}/`)) elsewhere.push(asked.url())
  })
  const [stream] = await Promise.all([page.waitForRequest(/\/events/), page.goto(address)])
  t.ok(stream.url().startsWith(`${address}/events`))
  const links = await page.evaluate<string[]>(
    `[...document.querySelectorAll('[href], [src], form')].map(one => one.href || one.src || one.action)`
  )
  for (const link of links) t.match(link, new RegExp(`^(${site}/|lightning:|bitcoin:|data:)`))
  const renewed = await page.request.post(`${address}/renew`, { maxRedirects: 0 })
  t.equal(renewed.status(), 303)
  const to = new URL(renewed.headers()['location'] ?? '', `${address}/renew`).href
  t.equal(to, address, 'what is not over is not opened anew')
  await ask('POST', '/sandbox/wallet/pay', { bolt11: body['bolt11'] })
  await page.locator('h1.received').waitFor()
  t.same(elsewhere, [])
}
