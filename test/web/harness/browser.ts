// One real browser for all page tests of a process: Chromium as an npm package, or one that is
// installed; where neither runs, why not.
import assert from 'node:assert/strict'
import { existsSync } from 'node:fs'
import chromium from '@sparticuz/chromium'
import {
  chromium as playwright,
  type Browser,
  type BrowserContext,
  type BrowserContextOptions
} from 'playwright-core'
import { t as process, type Test } from 'tap'

/**
 * In one process the end of a page would be that of the browser; drawing as a graphics card would,
 * without one, takes most of the time of the processor; and without a zygote every new process of a
 * page is linked and warmed anew.
 */
const NOT_OURS =
  /^--(single-process|no-zygote|ignore-gpu|in-process-gpu|use-gl|use-angle|.*swiftshader)/
const ARGS = [
  ...chromium.args.filter(arg => !NOT_OURS.test(arg)),
  ...['--disable-gpu', '--in-process-gpu']
]
const INSTALLED = ['/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome']

type Opened =
  | { readonly is: 'open'; readonly browser: Browser }
  | { readonly is: 'none'; readonly why: string }

let opened: Promise<Opened> | undefined

/** Started for the first file that asks, closed when the last test of the process has ended. */
const theBrowser = async (): Promise<Opened> => (opened ??= start())

/** What tests are skipped by: `false` where a browser runs. */
export async function noBrowser(): Promise<string | false> {
  const found = await theBrowser()
  return found.is === 'none' && found.why
}

/** Cookies and pages of its own, which end with the test. */
export async function contextFor(
  t: Test,
  how: BrowserContextOptions = {}
): Promise<BrowserContext> {
  const found = await theBrowser()
  assert(found.is === 'open', 'a test without a browser is skipped')
  // What moves is drawn sixty times a second for as long as a test waits.
  const context = await found.browser.newContext({ reducedMotion: 'reduce', ...how })
  t.teardown(async () => context.close())
  return context
}

async function start(): Promise<Opened> {
  const found = await launch()
  if (found.is === 'open') process.teardown(async () => found.browser.close())
  return found
}

async function launch(): Promise<Opened> {
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
