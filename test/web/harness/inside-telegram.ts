// A page as Telegram opens it inside itself: signed in by what it hands over, told of its colours,
// its buttons pressed.
import type { BrowserContextOptions, Page, Response } from 'playwright-core'
import type { Test } from 'tap'
import { TOKEN } from '../../bot/harness/telegram.ts'
import { contextFor } from './browser.ts'
import { signInitData } from './telegram-signs.ts'

/** What Telegram's own colours are by day, and by night: neither is readable everywhere. */
const DAY = {
  bg_color: '#ffffff',
  secondary_bg_color: '#f0f0f0',
  text_color: '#222222',
  hint_color: '#a8a8a8',
  link_color: '#2678b6',
  button_color: '#50a8eb',
  button_text_color: '#ffffff'
}
export const NIGHT = JSON.stringify({
  theme_params: {
    bg_color: '#17212b',
    secondary_bg_color: '#17212b',
    text_color: '#f5f5f5',
    hint_color: '#708499',
    link_color: '#6ab3f3',
    button_color: '#5288c1',
    button_text_color: '#ffffff'
  }
})

/** Telegram, as far as a page sees it: it is told things, and remembers the last of each. */
const BRIDGE = `globalThis.told = {}
  globalThis.TelegramWebviewProxy = { postEvent(name, data) { told[name] = JSON.parse(data || 'null') } }`
type Told = { readonly told?: object }

export type Inside = {
  readonly page: Page
  readonly answer: Response | null
  readonly complaints: readonly string[]
  /** The main button, or the one that leads back. */
  readonly press: (what: string) => Promise<unknown>
  /** Until Telegram was told something like it. */
  readonly told: (text: RegExp) => Promise<unknown>
}

export async function insideTelegram(
  t: Test,
  url: string,
  user: { readonly id: number; readonly first_name: string },
  how: BrowserContextOptions = {}
): Promise<Inside> {
  const context = await contextFor(t, {
    viewport: { width: 390, height: 844 },
    ignoreHTTPSErrors: true,
    ...how
  })
  const page = await context.newPage()
  await page.addInitScript(BRIDGE)
  const complaints: string[] = []
  page.on('pageerror', error => complaints.push(error.message))
  page.on('console', said => complaints.push(said.text()))
  page.on('request', asked => {
    if (!asked.url().startsWith(`${url}/`) && !asked.url().startsWith('blob:'))
      complaints.push(`elsewhere: ${asked.url()}`)
  })
  const auth_date = String(Math.floor(Date.now() / 1_000))
  const launch = {
    tgWebAppData: signInitData({ user: JSON.stringify(user), auth_date, signature: 's' }, TOKEN),
    tgWebAppVersion: '8.0',
    tgWebAppPlatform: 'web',
    tgWebAppThemeParams: JSON.stringify(DAY)
  }
  const answer = await page.goto(`${url}/app#${new URLSearchParams(launch).toString()}`)
  return {
    page,
    answer,
    complaints,
    press: async what => page.evaluate(`Telegram.WebView.receiveEvent('${what}')`),
    told: async text =>
      page.waitForFunction(
        source => new RegExp(source).test(JSON.stringify((globalThis as Told).told)),
        text.source
      )
  }
}
