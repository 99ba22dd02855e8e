// Money of a wallet that goes by other ways than an invoice: to payees' services (LUD-06, LUD-16),
// and in on the chain.
import type { Page } from 'playwright-core'
import type { Test } from 'tap'
import { openService } from '../../crash/harness/service.ts'
import { balance, invoice } from '../../e2e/harness/money.ts'
import type { Served } from './behind-proxy.ts'
import { read } from './look.ts'

export type Walleteer = {
  readonly g: Served
  /** Signed in. */
  readonly page: Page
  readonly seen: (t: Test, page: Page, name: string) => Promise<void>
}

export async function toServices(t: Test, { g, page, seen }: Walleteer): Promise<void> {
  const message = 'Your PIN is <b>4711</b>'
  const service = await openService(async amount => invoice(g, amount), {
    successAction: { tag: 'message', message }
  })
  t.teardown(service.close)
  const host = new URL(service.destination.replace('lnurlp:', 'http:')).host
  for (const [to, amount] of [
    [`bob@${host}`, '18'],
    [service.destination, '19']
  ] as const) {
    await page.goto(`${g.site}/wallet/withdraw`)
    await page.locator('#to').fill(to)
    await page.locator('button.main').click()
    await page.locator('[name=typed]').fill(amount)
    if (to === service.destination) await seen(t, page, 'pay-how-much')
    await page.locator('button.main').click()
    await page.waitForURL(/typed=|amount=/)
    t.match(await read(page), new RegExp(`Pay this\\?[^]*${amount} sat[^]*message`))
    await page.locator('button.main').click()
    await page.getByRole('heading', { name: 'Paid', exact: true }).waitFor()
    t.ok((await read(page)).includes(message), 'what the payee gives for it')
    const [last] = (await g.ask('GET', '/v1/payments?limit=1')).body['data'] as unknown[]
    t.match(last, { status: 'succeeded', amount_msat: Number(amount) * 1_000 })
  }
  t.equal(await page.locator('main b').count(), 0)
}

export async function onChain(t: Test, { g, page }: Walleteer): Promise<void> {
  await page.goto(`${g.site}/wallet/deposit?amount=30000`)
  await page.locator('[name=method][value=onchain]').check()
  await page.locator('button.main').click()
  await page.waitForURL(/\/pay\/dep_/)
  const deposit = page.url().split('/').at(-1) ?? ''
  const { address } = (await g.ask('GET', `/v1/deposits/${deposit}`)).body
  t.match(await read(page), /30 000 sat/)
  const before = await balance(g)
  const paying = { address, amount_sat: 30_000, confirmations: 6 }
  await g.ask('POST', '/sandbox/chain/pay', paying)
  await page.locator('h1.received').waitFor()
  t.equal((await balance(g)).balance, before.balance + 30_000_000)
  await page.goto(`${g.site}/wallet/deposits/${deposit}`)
  t.match(await read(page), /Received[^]*30 000 sat/)
}
