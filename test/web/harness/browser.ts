// One real browser for all page tests: Chromium as an npm package, or one that is installed; where
// neither runs, why not.
import chromium from '@sparticuz/chromium'
import { existsSync } from 'node:fs'
import { chromium as playwright, type Browser } from 'playwright-core'

/**
 * In one process the end of a page would be that of the browser; and drawing as a graphics card
 * would, without one, takes most of the time of the processor.
 */
const NOT_OURS = /^--(single-process|ignore-gpu|in-process-gpu|use-gl|use-angle|.*swiftshader)/
const ARGS = [
  ...chromium.args.filter(arg => !NOT_OURS.test(arg)),
  ...['--disable-gpu', '--in-process-gpu']
]
const INSTALLED = ['/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome']

export type Opened =
  { readonly is: 'open'; readonly browser: Browser } | { readonly is: 'none'; readonly why: string }

export async function openBrowser(): Promise<Opened> {
  const ways = [
    async () => playwright.launch({ executablePath: await chromium.executablePath(), args: ARGS }),
    ...INSTALLED.filter(path => existsSync(path)).map(
      path => async () => playwright.launch({ executablePath: path, args: ['--no-sandbox'] })
    )
  ]
  const whys: string[] = []
  for (const way of ways) {
    try {
      return { is: 'open', browser: await way() }
    } catch (error) {
      whys.push(String(error).split('\n')[0] ?? '')
    }
  }
  return { is: 'none', why: `no browser runs here: ${whys.join('; ')}` }
}
