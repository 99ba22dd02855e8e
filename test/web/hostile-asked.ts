// What payees, people and browsers write is text where it is asked whether to pay or to send, where
// one is signed in, and in the playground's chat: two hundred pieces of markup in every place.
import type { Page } from 'playwright-core'
import { test, type Test } from 'tap'
import { AppError } from '../../src/core/errors.ts'
import { msat } from '../../src/core/msat.ts'
import type { Message, Seen } from '../../src/web/playground/port.ts'
import type { Web } from '../../src/web/pages.ts'
import { until } from '../e2e/harness/until.ts'
import { NOW, rooms } from '../http/fixtures/gateway.ts'
import { HOSTILE } from './fixtures/hostile.ts'
import { contextFor, noBrowser } from './harness/browser.ts'
import { inMemory } from './harness/in-memory.ts'
import { parsed, watched } from './harness/parsed.ts'

const skip = await noBrowser()

type Say = (texts: readonly string[]) => void
/** A page while it is told these texts. */
type Ask = (path: string, texts: readonly string[]) => Promise<string>

const HARMLESS = HOSTILE.map((_, n) => `harmless ${n}`)
const ONCE = 'a'.repeat(32)
/** Promised in quotation marks: its own become single ones, a tab a space. */
const SEALED = 3
const quoted = (text: string): string => `“${text.replaceAll('"', '’').replaceAll('\t', ' ')}”`
/** The texts of one page, of which each place shows another. */
const from = (n: number): readonly string[] => [...HOSTILE, ...HOSTILE].slice(n, n + 4)

const query = (path: string, fields: Record<string, string>): string =>
  `${path}?${new URLSearchParams({ ...fields, once: ONCE }).toString()}`

/** Where somebody is asked: page, how many of the texts it shows, and how it is asked for. */
const QUESTIONS: Readonly<Record<string, readonly [number, (texts: readonly string[]) => string]>> =
  {
    'the payment question: what for, payee, comment, what is promised': [
      4,
      ([, , comment = '']) => query('/wallet/pay', { to: 'lnurl', amount: '21000', comment })
    ],
    'how much it is to be: what for, payee': [2, () => query('/wallet/pay', { to: 'lnurl' })],
    'the payment question: the address as it was typed': [
      1,
      ([to = '']) => query('/wallet/pay', { to, amount: '21000' })
    ],
    // It is told as its kind and as its reason, in one notice.
    'what the service of an address says instead of asking': [
      1,
      () => query('/wallet/pay', { to: 'lnurl', amount: '21000' })
    ],
    'to a person: name, memo': [
      2,
      ([, memo = '']) => query('/wallet/send/confirm', { to: '@somebody', amount: '7000', memo })
    ]
  }

function roomsSaying(said: () => readonly string[], name: () => string): Partial<Web> {
  const text = (n: number): string => said()[n] ?? ''
  const reading = {
    type: 'lnurl_pay',
    amountMsat: null,
    minMsat: msat(1_000),
    maxMsat: msat(90_000),
    paymentHash: null,
    network: 'regtest',
    expiresAt: null,
    payable: true,
    reason: null,
    commentMax: 500
  } as const
  return {
    payments: {
      ...rooms.payments,
      decode: async () => {
        if (name().includes('says'))
          throw new AppError('lapp_refused', `shop.example says: ${text(0)}`)
        return Promise.resolve(
          name().includes('typed')
            ? { ...reading, description: null, payee: null }
            : { ...reading, description: text(0), payee: text(1) }
        )
      },
      prepare: async () =>
        Promise.resolve({
          bolt11: 'lnbcrt1',
          amountMsat: msat(21_000),
          description: undefined,
          successAction: { tag: 'aes', description: text(3), ciphertext: '', iv: '' } as const
        })
    },
    people: {
      find: async () => Promise.resolve(undefined),
      named: async () => Promise.resolve({ id: 7, name: text(0), since: NOW })
    },
    playground: {
      look: async () => Promise.resolve(chat(said())),
      say: async () => Promise.resolve(),
      press: async () => Promise.resolve(),
      pay: async () => Promise.resolve(),
      invoice: async () => Promise.resolve('')
    }
  }
}

/**
 * Every text as a message, in bold as well, as its sender's name, on its button, in a message that
 * it answers, and as an SMS.
 */
function chat(texts: readonly string[]): Seen {
  const by = (text: string, n: number) => ({
    message_id: n + 1,
    date: 1,
    from: { is_bot: false, first_name: text, username: 'ben' },
    text: text + text
  })
  const message = (text: string, n: number): Message => ({
    ...by(text, n),
    reply_to_message: { ...by(text, n), text },
    entities: [{ type: 'bold', offset: 0, length: text.length }],
    reply_markup: { inline_keyboard: [[{ text, callback_data: 'x' }]] }
  })
  return {
    messages: texts.map(message),
    whisper: texts.join(' '),
    phone: texts.map(text => ({ number: '+1987', text, at: NOW.toISOString() })),
    at: NOW.getTime()
  }
}

async function questions(t: Test, page: Page, ask: Ask, at: (name: string) => void) {
  for (const [name, [places, pathOf]] of Object.entries(QUESTIONS)) {
    at(name)
    const documents = await Array.fromAsync([HARMLESS, ...HOSTILE.keys()], async given => {
      const texts = typeof given === 'number' ? from(given) : given
      const path = pathOf(texts)
      const html = await ask(path, texts)
      // And where it could run.
      if (typeof given === 'number' && given % 40 === 0)
        await page.goto(new URL(path, page.url()).href)
      return html
    })
    const [usual, ...seen] = await parsed(page, documents)
    t.ok(
      HARMLESS.slice(0, places).every(text => usual?.text.includes(text)),
      name
    )
    const odd: string[] = []
    for (const n of HOSTILE.keys()) {
      const texts = from(n)
      if (seen[n]?.shape !== usual?.shape) odd.push(`another shape: ${texts[0] ?? ''}`)
      const literal = texts
        .slice(0, places)
        .map((text, at) => (at === SEALED || name.includes('says') ? quoted(text) : text))
      odd.push(...literal.filter(text => !seen[n]?.text.includes(text)))
    }
    t.same(odd, [], name)
  }
}

async function signedInWith(t: Test, page: Page, ask: Ask): Promise<void> {
  const documents = [await ask('/sessions', HARMLESS), await ask('/sessions', HOSTILE)]
  const [usual, seen] = await parsed(page, documents)
  t.equal(seen?.shape, usual?.shape, 'no other element')
  await page.goto(new URL('/sessions', page.url()).href)
  const agents = page.locator('tbody td span[title]')
  t.same(
    // All in one question: each of its own looks for all of them again.
    await agents.evaluateAll((all: readonly { title: string }[]) => all.map(({ title }) => title)),
    HOSTILE.map(text => text.slice(0, 120))
  )
  t.same(
    await agents.allTextContents(),
    HOSTILE.map(text => text.slice(0, 40))
  )
}

/** The names of all elements, and of their attributes, but the script's own note of a part. */
const SHAPE = `[...document.querySelectorAll('.play *')].map(one => one.localName + one.getAttributeNames().filter(name => name !== 'data-drawn')).join(' ')`

async function chats(t: Test, page: Page, url: string, say: Say): Promise<void> {
  say(HARMLESS)
  await page.goto(`${url}/playground`)
  await page.locator('#log .bubble').filter({ hasText: 'harmless 199' }).waitFor()
  // Drawn by the script, as it is told by the stream.
  const told = async (texts: readonly string[]): Promise<string> => {
    const newest = texts.at(-1) ?? ''
    say(texts)
    await page.waitForFunction(
      text =>
        (globalThis as never as Doc).document
          .querySelector('#m200 .by')
          ?.textContent.includes(text),
      newest
    )
    return page.evaluate<string>(SHAPE)
  }
  const usual = await told(HARMLESS.map(text => `${text}, again`))
  t.equal(await told(HOSTILE), usual, 'no other element')
  const texts = async (selector: string) =>
    (await page.locator(selector).allTextContents()).map(text => text.trim())
  const written = HOSTILE.map(text => text.trim())
  t.same(
    await texts('#log .body'),
    HOSTILE.map(text => (text + text).trim())
  )
  t.same(await texts('#log .body b'), written)
  t.same(await texts('#log .by'), written)
  t.same(await texts('#log .keys button'), written)
  t.same(
    await texts('#log blockquote'),
    HOSTILE.map(text => `${text}: ${text.slice(0, 80)}`.trim())
  )
  t.equal((await texts('#whisper'))[0], HOSTILE.join(' ').trim())
  const phone = (await texts('#phone')).join()
  t.same(
    HOSTILE.filter(text => !phone.includes(text)),
    []
  )
  // And by the page itself, which is dressed a moment later.
  await page.reload()
  await until(async () => (await page.evaluate<string>(SHAPE)) === usual || undefined)
  t.equal(await page.evaluate<string>(SHAPE), usual)
  t.same(await texts('#log .by'), written)
}

/** What one is about to answer stands above what one writes. */
async function answering(t: Test, page: Page, ask: Ask): Promise<void> {
  const documents = await Array.fromAsync(['harmless 0', ...HOSTILE], async text =>
    ask('/playground?reply=1', [text])
  )
  const [usual, ...seen] = await parsed(page, documents)
  const isAsItShould = (text: string, n: number): boolean =>
    seen[n]?.shape === usual?.shape &&
    seen[n]?.text.includes(`In reply to ${text}: ${(text + text).slice(0, 80)}`) === true
  t.same(
    HOSTILE.filter((text, n) => !isAsItShould(text, n)),
    []
  )
}

type Doc = { document: { querySelector: (of: string) => { textContent: string } | null } }

test('two hundred texts where one is asked, and in a chat', { skip, timeout: 120_000 }, async t => {
  let said: readonly string[] = HARMLESS
  let name = ''
  const say: Say = texts => void (said = texts)
  const { url, cookie, read } = await inMemory(t, {
    agents: () => said,
    changes: roomsSaying(
      () => said,
      () => name
    )
  })
  const ask: Ask = async (path, texts) => {
    say(texts)
    return read(path)
  }
  const context = await contextFor(t, { locale: 'en-GB' })
  await context.addCookies([{ ...cookie, url }])
  const page = await context.newPage()
  const ran = watched(page, url)
  await page.goto(`${url}/sign-in`)
  await questions(t, page, ask, now => void (name = now))
  await signedInWith(t, page, ask)
  await chats(t, page, url, say)
  await answering(t, page, ask)
  t.equal(HOSTILE.length, 200)
  t.same(ran, [])
})
