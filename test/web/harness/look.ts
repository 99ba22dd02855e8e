// What is wrong with a page as it stands: by axe, by what is cut off, by what has jumped.
import { readFile } from 'node:fs/promises'
import { fileURLToPath } from 'node:url'
import type axe from 'axe-core'
import type { Page } from 'playwright-core'

/** Half as long as what is made to be read, which takes half as long to send and to parse. */
const AXE = fileURLToPath(import.meta.resolve('axe-core/axe.min.js'))
let source: Promise<string> | undefined

/** It is as long as to look thrice, and stays as long as the document. */
async function bringAxe(page: Page): Promise<void> {
  if (await page.evaluate<boolean>(`'axe' in globalThis`)) return
  const expression = await (source ??= readFile(AXE, 'utf8'))
  // As it is: `page.evaluate` hands it to a script of its own, which reads it once more.
  const session = await page.context().newCDPSession(page)
  await session.send('Runtime.evaluate', { expression })
  await session.detach()
}

export async function faults(page: Page): Promise<readonly string[]> {
  await bringAxe(page)
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
const spaced = (text: string): string => text.replaceAll(/[\u202f\u00a0]/g, ' ')

/** Of a page that has come and stays, without the means to look for something there. */
export const readWhole = async (page: Page): Promise<string> =>
  spaced(await page.evaluate<string>(`document.querySelector('main').innerText`))

export const read = async (page: Page, selector = 'main'): Promise<string> =>
  spaced(await page.locator(selector).innerText())
