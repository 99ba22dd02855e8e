// What others would do to somebody's wallet: texts that look like markup, and forms of other sites.
import type { Page } from 'playwright-core'
import type { Test } from 'tap'
import { balance, invoice } from '../../e2e/harness/money.ts'
import { HOSTILE } from '../fixtures/hostile.ts'
import type { Served } from './behind-proxy.ts'
import { read, readWhole } from './look.ts'

/** Memo, description, comment and name: each as it was written, and none as an element. */
export async function hostileText(t: Test, g: Served, page: Page): Promise<void> {
  const ran: string[] = []
  page.on('dialog', dialog => void ran.push(dialog.message()))
  const evil = HOSTILE.filter((_, n) => n % 25 === 0)
  const paths: string[] = []
  for (const text of evil) {
    const made = await g.ask('POST', '/sandbox/wallet/invoice', {
      amount_msat: 1_000,
      description: text
    })
    const destination = String(made.body['bolt11'])
    const once = Buffer.from(destination).toString('hex').slice(-32)
    const query = new URLSearchParams({ to: destination, once, comment: text })
    await page.goto(`${g.site}/wallet/pay?${query.toString()}`)
    t.ok(same(await readWhole(page), text), `asked: ${text}`)
    const payment = await g.ask(
      'POST',
      '/v1/payments',
      { destination, comment: text },
      { wait: 30 }
    )
    paths.push(`/wallet/payments/${String(payment.body['id'])}`)
    const sub = await g.ask('POST', '/v1/accounts', { name: text })
    const sent = { to: String(sub.body['id']), amount_msat: 1_000, memo: text }
    const transfer = await g.ask('POST', '/v1/transfers', sent)
    paths.push(`/wallet/transfers/${String(transfer.body['id'])}`)
  }
  for (const [n, path] of paths.entries()) {
    await page.goto(g.site + path)
    t.ok(same(await readWhole(page), evil[n >> 1] ?? '-'), path)
  }
  await page.goto(`${g.site}/wallet/history`)
  const text = await read(page)
  for (const one of evil) t.ok(same(text, one), one)
  t.equal(await page.locator('main :is(script, iframe, img, object, embed, svg, base)').count(), 0)
  t.same(ran, [])
}

/** White space apart, of which a page keeps one. */
const same = (page: string, text: string): boolean =>
  page.replaceAll(/\s+/g, ' ').includes(text.replaceAll(/\s+/g, ' ').trim())

/** Of another site, filled in by it, with our cookie where the browser lets it. */
export async function foreignForm(t: Test, g: Served, page: Page): Promise<void> {
  const before = await balance(g)
  const to = await invoice(g, 17_000)
  const fields = { to, once: 'a'.repeat(32), amount: '17000', max_fee: '5000', comment: '' }
  const inputs = Object.entries(fields).map(
    ([name, value]) => `<input name=${name} value="${value}">`
  )
  await page.route('https://evil.example/', async route =>
    route.fulfill({
      contentType: 'text/html',
      body: `<form method=post action="${g.site}/wallet/pay">${inputs.join('')}</form>`
    })
  )
  await page.goto('https://evil.example/')
  const [answer] = await Promise.all([
    page.waitForResponse(/wallet\/pay/),
    page.evaluate('document.forms[0].submit()')
  ])
  t.equal(answer.status(), 403)
  t.match(await read(page), /Nothing|nothing has happened/)
  t.same(await balance(g), before)
}
