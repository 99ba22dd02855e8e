// What LApps, services and buyers write is text on every page, whatever it looks like: two hundred
// pieces of markup in every place, read by a real browser, make no element and run nothing.
import { test } from 'tap'
import { AppError } from '../../src/core/errors.ts'
import { lapp, purchase } from '../http/fixtures/gateway.ts'
import { HOSTILE } from './fixtures/hostile.ts'
import { contextFor, noBrowser } from './harness/browser.ts'
import { complete, inMemory, signedIn } from './harness/in-memory.ts'
import { parsed, watched } from './harness/parsed.ts'

const skip = await noBrowser()

/** One text in every place where somebody else's stands. */
const saying = (text: string) => {
  const card = lapp('evil', text, 'messaging')
  const field = { type: 'string', title: text, description: text, maxLength: 4_000 } as const
  const form = {
    type: 'object',
    properties: {
      text: field,
      pick: { title: text, oneOf: [{ const: 'a', title: text }] },
      on: { type: 'boolean', title: text, default: false }
    },
    required: ['text'],
    additionalProperties: false
  } as const
  const manifest = {
    ...card.manifest,
    summary: text,
    homepage: text,
    terms: text,
    support: text,
    alerts: { before: text, after: text },
    refund: { by: 'none', text },
    examples: [{ text, pick: 'a', on: true }]
  } as const
  return {
    card: complete({ ...card, manifest, input: form, output: form }),
    purchase: {
      ...purchase,
      lapp: 'evil',
      input: { text, pick: 'a' },
      delivery: { state: 'ready', output: { text, pick: text }, reason: text, note: text }
    } as const,
    refusal: new AppError('lapp_refused', text, [{ pointer: '/input/text', detail: text }])
  }
}

test(
  'two hundred pieces of markup are text in every place of every page',
  { skip, timeout: 120_000 },
  async t => {
    let said = saying('harmless')
    const catalogue = [said.card]
    const { url, cookie, csrf, read } = await inMemory(t, {
      catalogue,
      purchase: () => said.purchase,
      refusal: () => said.refusal
    })
    const say = (text: string): void => {
      said = saying(text)
      catalogue.splice(0, 1, said.card)
    }
    const context = await contextFor(t)
    await context.addCookies([{ ...cookie, url }])
    const page = await context.newPage()
    const ran = watched(page, url)
    await page.goto(`${url}/sign-in`)
    const places: Readonly<Record<string, (text: string) => Promise<string>>> = {
      catalogue: async text => read(`/?category=${encodeURIComponent(text)}`),
      search: async text => read(`/?q=${encodeURIComponent(text)}`),
      lapp: async () => read('/lapps/evil?example'),
      receipt: async () => read(`/purchases/${signedIn.purchase}`),
      refusal: async text => read('/lapps/evil/order', { csrf, how: 'balance', 'in.text': text })
    }
    for (const [name, ask] of Object.entries(places)) {
      const documents = await Array.fromAsync(['harmless', ...HOSTILE], async text => {
        say(text)
        return ask(text)
      })
      const [usual, ...seen] = await parsed(page, documents)
      t.equal(seen.length, HOSTILE.length)
      const odd: string[] = []
      for (const [n, text] of HOSTILE.entries()) {
        if (seen[n]?.shape !== usual?.shape) odd.push(`another shape: ${text}`)
        if (!seen[n]?.text.includes(text)) odd.push(`not literal: ${text}`)
      }
      t.same(odd, [], name)
    }
    // And where it could run: all of them on one page, and some on the others.
    catalogue.splice(0, 1, ...HOSTILE.map(text => saying(text).card))
    await page.goto(url)
    t.equal(await page.locator('.lapp').count(), 200)
    for (const text of HOSTILE.filter((_, at) => at % 20 === 0)) {
      say(text)
      for (const path of ['/lapps/evil?example', `/purchases/${signedIn.purchase}`])
        await page.goto(url + path)
    }
    t.equal(HOSTILE.length, 200)
    t.same(ran, [])
  }
)
