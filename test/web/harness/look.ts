// What is wrong with a page as it stands: by axe, by what is cut off, by what has jumped.
import axe from 'axe-core'
import type { Page } from 'playwright-core'

export async function faults(page: Page): Promise<readonly string[]> {
  // It is as long as to look thrice, and stays as long as the document.
  if (!(await page.evaluate<boolean>(`'axe' in globalThis`))) await page.evaluate(axe.source)
  const found = await page.evaluate(
    async () =>
      (
        await (globalThis as unknown as { axe: typeof axe }).axe.run({
          resultTypes: ['violations']
        })
      ).violations
  )
  return found.map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html).join(' ')}`)
}

/** How much further it could be scrolled to the side. */
export const cutOff = async (page: Page): Promise<number> =>
  page.evaluate<number>('document.documentElement.scrollWidth - innerWidth')

/** The sum of layout shifts that nobody's hand brought about. */
export const shifted = async (page: Page): Promise<number> =>
  page.evaluate<number>(`new Promise(done => {
    let sum = 0
    new PerformanceObserver(list => {
      for (const shift of list.getEntries()) if (!shift.hadRecentInput) sum += shift.value
    }).observe({ type: 'layout-shift', buffered: true })
    setTimeout(() => done(sum), 100)
  })`)

/** Thin and fixed spaces read like spaces. */
export const read = async (page: Page, selector = 'main'): Promise<string> =>
  (await page.locator(selector).innerText()).replaceAll(/[\u202f\u00a0]/g, ' ')
