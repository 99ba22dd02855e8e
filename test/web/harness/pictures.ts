// Looks at a page in both schemes, and takes its picture where the documentation shows it:
// PICTURES=1 writes those, PICTURES=<folder> every one, to be looked at.
import { join } from 'node:path'
import type { Page } from 'playwright-core'
import type { Test } from 'tap'
import { ROOT } from '../../harness/house/root.ts'
import { faults } from './look.ts'

const WANTED = process.env['PICTURES']
/** Where those of the documentation go. */
const FOLDER = WANTED === '1' ? join(ROOT, 'openapi/pictures') : join(WANTED ?? '', 'shown')

/** Page, scheme, width → what the README shows. */
const SHOWN: Readonly<Record<string, string>> = {
  'catalogue light 1280': 'page.png',
  'playground light 1280': 'playground.png',
  'components light 1280': 'components.png',
  'lapp light 390': 'lapp.png',
  'receipt dark 390': 'receipt.png',
  'wallet light 390': 'wallet.png',
  'developers dark 390': 'developers.png',
  'operator light 390': 'operator.png'
}

export async function pictured(t: Test, page: Page, name: string): Promise<void> {
  const width = page.viewportSize()?.width ?? 0
  for (const colorScheme of ['light', 'dark'] as const) {
    await page.emulateMedia({ colorScheme })
    t.same(await faults(page), [], `${name}, ${colorScheme}, ${width}`)
    await take(page, `${name} ${colorScheme} ${width}`)
  }
}

async function take(page: Page, what: string): Promise<void> {
  if (WANTED === undefined) return
  if (WANTED !== '1') {
    const path = join(WANTED, `${what.replaceAll(' ', '-')}.png`)
    await page.screenshot({ path, fullPage: true })
  }
  const shown = SHOWN[what]
  if (shown === undefined) return
  await page.evaluate('scrollTo(0, 0)')
  await page.screenshot({ path: join(FOLDER, shown) })
}

/** Of a LApp's page, where they are asked for. */
export async function picturedLApp(page: Page, id: string): Promise<void> {
  if (WANTED !== undefined) await page.screenshot({ path: join(FOLDER, 'lapps', `${id}.png`) })
}
