// The playground in a real browser, as `npm start` prints it: from the first visit to a tip in the
// group, with the real bot, behind a proxy below a path; without a script as well; and none of it
// where the bot is one's own.
import { test, type Test } from 'tap'
import type { Page } from 'playwright-core'
import { ECHO, place } from '../e2e/harness/place.ts'
import { composed } from '../e2e/harness/composed.ts'
import { botOf } from '../bot/harness/gateway.ts'
import { telegram } from '../bot/harness/telegram.ts'
import { behindProxy, type Served } from './harness/behind-proxy.ts'
import { noBrowser } from './harness/browser.ts'
import { shopper } from './harness/shopper.ts'

const skip = await noBrowser()

const served = Promise.withResolvers<Served>()
const { visit, seen, complaints } = shopper(served.promise)
const HOSTILE = '<img src=x onerror=alert(1)><b>&amp;'

test('a gateway is started, and says the address first', { skip }, async t => {
  const gateway = await behindProxy(t, { LAPPS: 'lnsms' })
  served.resolve(gateway)
  t.match(gateway.said(), new RegExp(`^Try it in a browser: ${gateway.site}/playground$`, 'm'))
  t.ok(gateway.said().indexOf('/playground') < gateway.said().indexOf('curl '))
  for (const [name, run] of TESTS) await t.test(name, run)
})

const TESTS: readonly (readonly [string, (t: Test) => Promise<void>])[] = [
  ['Ann deposits, buys a text message, reads it on the phone, and tips', annsMinutes],
  ['Ben takes the tip by the link in the group', claimed],
  ['Ben does the same on a desk', bensMinutes],
  ['a response that comes late hides nothing that was said since', lateResponse],
  ['an event that comes late hides nothing of a response', lateEvent],
  ['what anybody writes is text, whoever reads it', hostile],
  ['an invoice of the wallet is paid by the bot', paysOut],
  ['without a script it is the same', withoutScript],
  ['a form of another site does nothing', otherSite],
  ['nothing came from elsewhere, and nothing broke a rule', async t => void t.same(complaints, [])]
]

async function bensMinutes(t: Test): Promise<void> {
  const page = await firstMinutes(t, 'Ben', 1280)
  await tips(page, 'Ben', 'Ann')
  await seen(t, page, 'playground-desk')
}

const chip = async (page: Page, text: string): Promise<void> =>
  page.locator(`.chips button[value^=${JSON.stringify(text)}]`).click()

async function write(page: Page, text: string): Promise<void> {
  await page.locator('#text').fill(text)
  await page.locator('.writing button.main').click()
}

/** Of the bot, or whoever; the newest that reads so. */
const reads = async (page: Page, pattern: RegExp, within = '#log .bubble') =>
  page.locator(within).filter({ hasText: pattern }).last().waitFor()

async function annsMinutes(t: Test): Promise<void> {
  const page = await firstMinutes(t, 'Ann', 390)
  await tips(page, 'Ann', 'Ben')
  await seen(t, page, 'playground-group')
  // Her command goes after ten seconds, maybe while he presses its link; Ben tips this.
  await write(page, 'it was very good')
  await reads(page, /it was very good/)
}

/** In the group, on the newest message of the other. */
async function tips(page: Page, giver: string, to: string): Promise<void> {
  await page.getByRole('link', { name: `Group, as ${giver}` }).click()
  const theirs = page.getByRole('link', { name: new RegExp(`Reply ${to}`) })
  await theirs.last().click()
  await page.locator('.writing .notice').filter({ hasText: to }).waitFor()
  await chip(page, '/tip 100')
  await reads(page, new RegExp(`100 sat from ${giver}`), '#log .bubble.bot')
}

async function firstMinutes(t: Test, name: string, width: number): Promise<Page> {
  const { site } = await served.promise
  const page = await visit(t, { viewport: { width, height: 844 } })
  await page.goto(`${site}/`)
  await page.getByRole('link', { name: 'Try it in the playground' }).click()
  await page.getByRole('link', { name: `${name} and the bot` }).click()
  await page.locator(`.chat[aria-label^=${name}]`).waitFor()
  await chip(page, '/start')
  await reads(page, /\/help/, '#log .bubble.bot')
  await chip(page, '/deposit')
  await page.locator('#log button[form=pay]').click()
  await reads(page, /Received: 5,000 sat/)
  await seen(t, page, 'playground-deposit')
  await chip(page, '/buy lnsms')
  await reads(page, /1\/2/)
  await chip(page, '+1987')
  await reads(page, /2\/2/)
  await write(page, `hello from ${name}`)
  await page.locator('#log .keys button').filter({ hasText: /Buy/ }).click()
  await reads(page, new RegExp(`hello from ${name}`), '#phone .bubble')
  await seen(t, page, 'playground')
  return page
}

async function claimed(t: Test): Promise<void> {
  const { site } = await served.promise
  const page = await visit(t)
  await page.goto(`${site}/playground?as=ben&place=group`)
  await page.locator('#log .bubble.bot a.button').last().click()
  await page.waitForURL(/as=ben&place=private&start=claim/)
  await chip(page, '/start claim')
  await chip(page, '/balance')
  await reads(page, /Balance.*100 sat|100 sat/i, '#log .bubble.bot')
  t.pass()
}

async function lateResponse(t: Test): Promise<void> {
  const { site } = await served.promise
  const page = await visit(t)
  await page.goto(`${site}/playground?as=ann`)
  // As it was drawn before anything was said; its notice shows when the script has drawn it.
  const early = await page.request.get(`${page.url()}&paid=1`)
  const body = await early.text()
  await page.route('**/playground/say', async route => {
    await route.fetch()
    await reads(page, /this came by an event/)
    await route.fulfill({ body, contentType: 'text/html' })
  })
  await write(page, 'this came by an event')
  await page.locator('#notice .good').waitFor()
  t.match(await page.locator('#log .bubble.mine').last().innerText(), 'this came by an event')
}

/** The stream dies after an event that was drawn before the form was sent, and comes after it. */
async function lateEvent(t: Test): Promise<void> {
  const { site } = await served.promise
  const page = await visit(t)
  await page.addInitScript(`
    window.EventSource = class extends EventSource {
      set onmessage(hear) {
        super.onmessage = event => (window.late ??= () => hear(event))
      }
    }`)
  await page.goto(`${site}/playground?as=ann`)
  // A string would be evaluated at each look, which the page forbids; a function once.
  await page.waitForFunction(() => 'late' in globalThis)
  await page.route('**/playground/say', async route => {
    const response = await route.fetch()
    await page.evaluate('late()')
    await route.fulfill({ response })
  })
  await write(page, 'without any event')
  await reads(page, /without any event/)
  await page.evaluate('late()')
  await reads(page, /without any event/)
}

async function hostile(t: Test): Promise<void> {
  const { site } = await served.promise
  const page = await visit(t)
  await page.goto(`${site}/playground?as=ann&place=group`)
  await write(page, HOSTILE)
  await page.locator('#log .bubble.mine').filter({ hasText: HOSTILE }).waitFor()
  await page.reload()
  await page.locator('#log .bubble.mine').filter({ hasText: HOSTILE }).waitFor()
  t.equal(await page.locator('#log .bubble.mine b, #log .bubble.mine img').count(), 0)
  await page
    .getByRole('link', { name: /Reply Ann/ })
    .last()
    .click()
  await page.locator('.writing .notice').filter({ hasText: HOSTILE }).waitFor()
}

async function paysOut(t: Test): Promise<void> {
  const { site } = await served.promise
  const page = await visit(t)
  await page.goto(`${site}/playground?made=${encodeURIComponent(HOSTILE)}`)
  t.equal(await page.locator('#made').innerText(), '', 'only an invoice is shown as one')
  await page.locator('#amount').fill('nothing')
  await page.getByRole('button', { name: 'Make an invoice' }).click()
  await page.locator('#notice [role=alert]').waitFor()
  await page.locator('#amount').fill('21')
  await page.locator('#memo').fill(HOSTILE)
  await page.getByRole('button', { name: 'Make an invoice' }).click()
  await page.getByRole('button', { name: 'Send it to the bot' }).click()
  await page.locator('#log .bubble.bot').filter({ hasText: HOSTILE }).last().waitFor()
  await page.locator('#log .keys button').filter({ hasText: /Pay/ }).last().click()
  await reads(page, /Paid|paid/, '#log .bubble.bot')
}

async function withoutScript(t: Test): Promise<void> {
  const { site } = await served.promise
  const page = await visit(t, { javaScriptEnabled: false })
  await page.goto(`${site}/playground?as=ben`)
  await write(page, 'a word without a script')
  await page.locator('#log .bubble.mine').filter({ hasText: 'without a script' }).waitFor()
  t.match(page.url(), /as=ben&place=private/)
}

async function otherSite(t: Test): Promise<void> {
  const { url } = await served.promise
  for (const path of ['say', 'press', 'pay', 'invoice']) {
    const body = new URLSearchParams({ as: 'ann', place: 'group', text: 'forged', amount: '1' })
    const answer = await fetch(`${url}/playground/${path}`, { method: 'POST', body })
    t.equal(answer.status, 403, path)
  }
  t.notMatch(await (await fetch(`${url}/playground?place=group`)).text(), 'forged')
}

test('beside a bot of one’s own there is no playground', async t => {
  const tg = await telegram(t)
  const bot = botOf(tg)
  const gateway = await composed(t, await place(t), { ...bot, ...ECHO })
  t.notMatch(gateway.said(), 'playground')
  for (const path of ['/playground', '/playground/events'])
    t.equal((await fetch(gateway.url + path)).status, 404)
  t.notMatch(await (await fetch(gateway.url)).text(), 'playground')
})
