// The invoice page at work: it follows, renews, forgets, and shows text as text.
import type { Page } from 'playwright-core'
import { test } from 'tap'
import { pictureReader } from '../../../src/bot/qr/read.ts'
import { showId } from '../../../src/core/ids.ts'
import { SCRIPT } from '../../../src/web/pay/script.ts'
import { reorganise } from '../../../src/sandbox/payment-services/chain-payments.ts'
import { elsewhere } from '../../deposit/harness/elsewhere.ts'
import { contextFor, noBrowser } from '../harness/browser.ts'
import { asked, chain, serve, textOf } from './harness/serve.ts'

const skip = await noBrowser()

test(
  'it turns to received by itself, the code is the invoice, nothing is from elsewhere',
  {
    skip
  },
  async t => {
    const on = await elsewhere(t)
    const { url } = await serve(t, on)
    const deposit = await asked(on, 'charge', 5_000)
    const context = await contextFor(t, {
      locale: 'de-DE',
      viewport: { width: 390, height: 844 }
    })
    const page = await context.newPage()
    const complaints: string[] = []
    const origins = new Set<string>()
    page.on('console', said => complaints.push(said.text()))
    page.on('pageerror', error => complaints.push(error.message))
    page.on('request', request => origins.add(new URL(request.url()).origin))
    const answer = await page.goto(`${url}/pay/${showId('dep', deposit.id)}`)
    const csp = answer?.headers()['content-security-policy'] ?? ''
    t.match(csp, /^default-src 'none'; style-src 'sha256-[^']+'; script-src 'sha256-[^']+'/)
    t.notMatch(csp, /unsafe|\*|data:|https?:/)
    t.match(await textOf(page), /Wartet auf deine Zahlung[^]*5 000 sat[^]*etwa/)
    const code = await pictureReader(20_000)(await page.locator('.qr').first().screenshot())
    t.same(code, { is: 'text', text: deposit.bolt11?.toUpperCase() })
    // Amount, copy, open: in the order of the keyboard.
    for (const tag of ['SUMMARY', 'BUTTON', 'A']) {
      await page.keyboard.press('Tab')
      if (tag === 'BUTTON' && (await focused(page)) === 'P') await page.keyboard.press('Tab')
      t.equal(await focused(page), tag)
    }
    on.pay(deposit.bolt11)
    const began = Date.now()
    await on.look(deposit)
    await page.locator('h1.received').waitFor()
    t.comment(`${Date.now() - began} ms from settlement to the page; ${SCRIPT.length} B of script`)
    t.match(await page.locator('[role=status]').innerText(), /5\D000\Dsat eingegangen/)
    t.ok(SCRIPT.length < 30_000)
    t.same(complaints, [])
    t.same([...origins], [new URL(url).origin])
  }
)

const focused = async (page: Page): Promise<string> =>
  page.evaluate<string>('document.activeElement.tagName')

test('a clock ticks in the last quarter alone, and is said twice', { skip }, async t => {
  const on = await elsewhere(t)
  const { url } = await serve(t, on)
  const deposit = await asked(on, 'charge', 5_000)
  const page = await (await contextFor(t, { locale: 'en-GB' })).newPage()
  await page.clock.install()
  await page.goto(`${url}/pay/${showId('dep', deposit.id)}`)
  const [left, status] = [page.locator('#left'), page.locator('[role=status]')]
  const seen = async (): Promise<readonly string[]> =>
    Promise.all([left, status].map(async one => one.innerText()))
  await page.clock.runFor(1_000)
  t.same(await seen(), ['', ''])
  await page.clock.fastForward('44:00')
  t.same(await seen(), ['', ''], 'of an hour sixteen minutes are left')
  await page.clock.fastForward('02:00')
  const [first = '', said] = await seen()
  t.match(first, /^1[34]:\d\d left$/)
  t.equal(said, first)
  await page.clock.fastForward('10:00')
  t.equal((await seen())[1], first, 'it ticks in silence')
  await page.clock.fastForward('03:20')
  t.match((await seen())[1], /^0:\d\d left$/)
})

test('what is over is renewed once, whoever asks and however often', { skip }, async t => {
  const on = await elsewhere(t)
  const { url } = await serve(t, on)
  const deposit = await asked(on, 'btcpay', 5_000)
  on.pass(3_700_000)
  await on.look(deposit)
  on.pass(-3_700_000)
  const page = await (await contextFor(t, { javaScriptEnabled: false })).newPage()
  const urls = new Set<string>()
  for (let times = 0; times < 3; times++) {
    await page.goto(`${url}/pay/${showId('dep', deposit.id)}`)
    await page.getByRole('button', { name: 'New invoice' }).click()
    t.match(await textOf(page), /Waiting for your payment[^]*5 000 sat/)
    urls.add(page.url())
  }
  t.equal(urls.size, 1)
  t.equal((await on.sql('select from deposit')).length, 2)
  const first = [...urls][0] ?? ''
  // One that is to be paid still is not renewed.
  const again = await fetch(`${first}/renew`, { method: 'POST', redirect: 'manual' })
  t.equal(again.status, 303)
  t.equal((await on.sql('select from deposit')).length, 2)
})

test('without a browser: no such invoice, one of long ago, and text that is no markup', async t => {
  const on = await elsewhere(t)
  const { url, later } = await serve(t, on)
  const get = async (id: string): Promise<string> => {
    const answer = await fetch(`${url}/pay/${id}`)
    return `${answer.status} ${await answer.text()}`
  }
  t.match(await get('dep_x'), /^404 [^]*There is no such invoice/)
  const alice = await on.user()
  const evil = '<img src=x onerror=alert(1)>"\'&{{7*7}}'
  const { deposit } = await on.room.open({
    account: alice,
    method: 'charge',
    amountMsat: undefined,
    memo: evil,
    key: { key: alice, fingerprint: alice },
    expiresInSeconds: undefined
  })
  const id = showId('dep', deposit.id)
  t.match(await get(id), '&lt;img src=x onerror=alert(1)&gt;&quot;&#39;&amp;{{7*7}}')
  t.notMatch(await get(id), '<img')
  on.pay(deposit.bolt11, 7_000_000)
  await on.look(deposit)
  const { txid } = chain(on, await asked(on, 'btcpay', 9), 9n, 1)
  reorganise(on.network, txid, true)
  t.match(await get(id), /7\D000\Dsat received/)
  later(31 * 24 * 60 * 60 * 1000)
  t.match(await get(id), /This invoice is over/)
  t.notMatch(await get(id), /7\D000/)
})
