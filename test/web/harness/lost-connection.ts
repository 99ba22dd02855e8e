// A connection that is lost when somebody buys: on the way there, and on the way back.
import type { Test } from 'tap'
import type { shopper } from './shopper.ts'

export async function lost(
  t: Test,
  { visit, signIn, order, bought }: ReturnType<typeof shopper>
): Promise<void> {
  const first = await visit(t)
  await signIn(first)
  // What a browser says of its own lost connection is no complaint of ours.
  const page = await first.context().newPage()
  const before = (await bought()).length
  await order(page, 'never sent')
  const confirm = page.url()
  await page.context().setOffline(true)
  await page.locator('button.main').click()
  await page.waitForURL(/^chrome-error:/)
  await page.context().setOffline(false)
  await page.goto(confirm)
  t.equal((await bought()).length, before)
  await page.route(/\/buy$/, async route => {
    await route.fetch({ maxRedirects: 0 })
    await route.abort('connectionreset')
  })
  await page.locator('button.main').click()
  await page.waitForURL(/^chrome-error:/)
  await page.goto(confirm)
  await page.waitForURL(/purchases\/pur_/)
  await page.getByRole('heading', { name: 'Delivered' }).waitFor()
  t.equal((await bought()).length, before + 1)
}
