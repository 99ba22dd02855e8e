// The first view of each page, with nothing kept from before: how soon it can be used is told; what
// that hangs on, on any machine, is held: few requests, few bytes, no script in the way.
import type { Page, Request } from 'playwright-core'
import { test } from 'tap'
import { place } from '../e2e/harness/place.ts'
import { composed } from '../e2e/harness/composed.ts'
import { contextFor, noBrowser } from './harness/browser.ts'
import { shifted } from './harness/look.ts'

const skip = await noBrowser()

/** The document, a style sheet, the scripts of the page; beside them only pictures. */
const REQUESTS_MAX = 4
/** As they come, compressed. */
const SCRIPT_BYTES_MAX = 30_000
const BYTES_MAX = 120_000

/** Until all scripts of the page have run, so that every button does what it says. */
const FIGURES = `(() => {
  const [page] = performance.getEntriesByType('navigation')
  const scripts = performance.getEntriesByType('resource').filter(one => /\\.js$/.test(one.name))
  return {
    readable: page.domInteractive,
    usable: page.domContentLoadedEventEnd,
    scripts: scripts.length,
    blocking: scripts.filter(one => one.renderBlockingStatus !== 'non-blocking').length
  }
})()`

type Figures = {
  readonly readable: number
  readonly usable: number
  readonly scripts: number
  readonly blocking: number
}

type Load = { readonly requests: number; readonly bytes: number; readonly script: number }

/** What a page asks for until it is loaded. */
function watchLoad(page: Page): () => Promise<Load> {
  const asked: Request[] = []
  page.on('requestfinished', request => void asked.push(request))
  return async () => {
    const loaded = asked.filter(one => one.resourceType() !== 'image')
    const sized = await Promise.all(
      asked.map(async one => ({
        isScript: one.resourceType() === 'script',
        bytes: (await one.sizes()).responseBodySize
      }))
    )
    const sum = (all: typeof sized): number => all.reduce((bytes, one) => bytes + one.bytes, 0)
    return {
      requests: loaded.length,
      bytes: sum(sized),
      script: sum(sized.filter(one => one.isScript))
    }
  }
}

test('the first view is small, whole and still, and waits for no script', { skip }, async t => {
  const { url, key, ask } = await composed(t, await place(t), { LAPPS: '' })
  const { body } = await ask('POST', '/v1/deposits', { amount_msat: 21_000 })
  const paths = ['/', '/wallet', '/developers', '/playground', `/pay/${String(body['id'])}`]
  const lines: string[] = []
  for (const path of paths) {
    const context = await contextFor(t, { viewport: { width: 390, height: 844 } })
    if (path === '/wallet' || path === '/developers') {
      const { request } = context
      const form = await (await request.get(`${url}/sign-in`)).text()
      const csrf = /name="csrf" value="([\w-]+)"/.exec(form)?.[1] ?? ''
      t.ok((await request.post(`${url}/sign-in`, { form: { csrf, key } })).ok())
    }
    const page = await context.newPage()
    const load = watchLoad(page)
    await page.goto(url + path, { waitUntil: 'load' })
    t.equal(page.url(), url + path)
    const seen = await page.evaluate<Figures>(FIGURES)
    const { requests, bytes, script } = await load()
    t.ok(requests >= 1 && requests <= REQUESTS_MAX, `${path}: ${requests} requests`)
    t.ok(bytes > 1_000 && bytes <= BYTES_MAX, `${path}: ${bytes} B`)
    t.ok(script <= SCRIPT_BYTES_MAX, `${path}: ${script} B of script`)
    t.equal(seen.scripts === 0, script === 0)
    t.equal(seen.blocking, 0, `${path}: no script in the way`)
    t.ok((await shifted(page)) < 0.1, `${path}: nothing jumps`)
    const ms = `${Math.round(seen.readable)} ms to read, ${Math.round(seen.usable)} ms to use`
    lines.push(`${path.slice(0, 11)}: ${ms}, ${requests} requests, ${bytes} B, ${script} of script`)
  }
  for (const line of lines) t.comment(line)
})
