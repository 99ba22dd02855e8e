// Looks at a page in both schemes, and takes its picture where the documentation shows it:
// PICTURES=1 writes those, PICTURES=<folder> every one, to be looked at.
import { join } from 'node:path'
import type { Page } from 'playwright-core'
import type { Test } from 'tap'
import { ROOT } from '../../harness/house/sources.ts'
import { faults } from './look.ts'

/** Page, scheme, width → what the README shows. */
const SHOWN: Readonly<Record<string, string>> = {}

export async function pictured(t: Test, page: Page, name: string): Promise<void> {
  const width = page.viewportSize()?.width ?? 0
  for (const colorScheme of ['light', 'dark'] as const) {
    await page.emulateMedia({ colorScheme })
    t.same(await faults(page), [], `${name}, ${colorScheme}, ${width}`)
    const path = pathOf(`${name} ${colorScheme} ${width}`)
    if (path !== undefined) await page.screenshot({ path, fullPage: width === 390 })
  }
}

function pathOf(what: string): string | undefined {
  const wanted = process.env['PICTURES']
  if (wanted === undefined) return undefined
  if (wanted !== '1') return join(wanted, `${what.replaceAll(' ', '-')}.png`)
  const shown = SHOWN[what]
  return shown === undefined ? undefined : join(ROOT, 'openapi/pictures', shown)
}
