// What people, payees, shops and operators write is text where it stands in lists and on receipts:
// two hundred pieces of markup, many on one page, make no element and run nothing.
import type { Page } from 'playwright-core'
import { test, type Test } from 'tap'
import { SCOPES } from '../../src/account/scopes.ts'
import { UNLIMITED } from '../../src/account/limits.ts'
import { newId, showId } from '../../src/core/ids.ts'
import { msat, ZERO } from '../../src/core/msat.ts'
import type { Web } from '../../src/web/pages.ts'
import { deposit, ME, NOW, payment, rooms, transfer, webhook } from '../http/fixtures/gateway.ts'
import { HOSTILE } from './fixtures/hostile.ts'
import { operator } from './fixtures/operator.ts'
import { contextFor, noBrowser } from './harness/browser.ts'
import { inMemory, SESSION } from './harness/in-memory.ts'
import { parsed, watched } from './harness/parsed.ts'

const skip = await noBrowser()

const IDS = HOSTILE.map(() => newId())
const HARMLESS = HOSTILE.map((_, n) => `harmless ${n}`)
/** Text for text, in each place of each page. */
const PLACES: Readonly<Record<string, number>> = {
  '/wallet/history': 2,
  '/developers/keys': 1,
  '/developers/accounts': 2,
  '/developers/webhooks': 1,
  [`/developers/webhooks/${showId('whk', webhook.id)}`]: 1,
  '/operator': 6
}

const one = <T>(data: readonly T[]) => Promise.resolve({ data, nextCursor: undefined })

function roomsSaying(said: () => readonly string[]): Partial<Web> {
  const all = <T>(draw: (text: string, n: number) => T): T[] => said().map(draw)
  const receipt = (text: string) => ({
    id: newId(),
    amountMsat: 1n,
    paymentHash: '',
    paidAt: NOW,
    label: text
  })
  return {
    statement: async () =>
      one(
        all((memo, n) => ({
          id: IDS[n] ?? ME,
          type: 'transfer_out' as const,
          amountMsat: -1_000n,
          feeMsat: null,
          balanceAfterMsat: msat(1_000),
          memo,
          createdAt: NOW,
          reference: null
        }))
      ),
    transfers: {
      ...rooms.transfers,
      findAll: async () =>
        Promise.resolve(
          all((memo, n) => ({ ...transfer, id: IDS[n] ?? ME, to: `telegram:${n}`, memo }))
        ),
      find: async () => Promise.resolve({ ...transfer, to: 'telegram:1', memo: said()[0] ?? '' })
    },
    deposits: {
      ...rooms.deposits,
      find: async () => Promise.resolve({ ...deposit, memo: said()[0] ?? '' }),
      shown: async () => Promise.resolve({ ...deposit, memo: said()[0] ?? '' })
    },
    people: {
      find: async id =>
        Promise.resolve({
          id,
          name: said()[id] ?? '',
          language: 'en' as const,
          notify: true,
          reactionMsat: undefined,
          unit: undefined
        }),
      named: async () => Promise.resolve(undefined)
    },
    keys: {
      ...rooms.keys,
      list: async () =>
        one(
          all((name, n) => ({
            id: IDS[n] ?? ME,
            account: ME,
            name,
            scopes: SCOPES,
            prefix: 'lgk_0a',
            limits: UNLIMITED,
            budget: null,
            lastUsedAt: null,
            createdAt: NOW
          }))
        )
    },
    accounts: {
      ...rooms.accounts,
      list: async () =>
        one(
          all((name, n) => ({
            id: IDS[n] ?? ME,
            name,
            parent: ME,
            balanceMsat: ZERO,
            heldMsat: ZERO,
            externalId: name,
            metadata: {},
            isClosed: false,
            createdAt: NOW
          }))
        )
    },
    webhooks: {
      ...rooms.webhooks,
      list: async () => one(all(text => ({ ...webhook, disabledAt: NOW, disabledBecause: text }))),
      deliveries: async () =>
        one(
          all((error, n) => ({
            webhook: webhook.id,
            id: IDS[n] ?? ME,
            state: 'failed' as const,
            tries: 1,
            dueAt: NOW,
            responseStatus: 500,
            error,
            createdAt: NOW,
            deliveredAt: null
          }))
        )
    },
    payments: {
      ...rooms.payments,
      prepare: async () => Promise.reject(new Error('nothing is prepared here')),
      find: async () =>
        Promise.resolve({
          ...payment,
          description: said()[0] ?? '',
          comment: said()[1] ?? '',
          successAction: { tag: 'message', message: said()[2] ?? '' } as const
        })
    },
    operator: {
      ...operator,
      ready: async () => Promise.resolve({ missing: [], warnings: said() }),
      suspended: async () => Promise.resolve(all(receipt)),
      failing: async () =>
        Promise.resolve(all(text => ({ ...webhook, disabledAt: NOW, disabledBecause: text }))),
      operations: async () =>
        Promise.resolve(all(text => ({ what: text, operator: text, reason: text, at: NOW })))
    }
  }
}

/** A page while it is told these texts. */
type Ask = (path: string, texts: readonly string[]) => Promise<string>

const counted = (text: string, sought: string): number => text.split(sought).length - 1

async function lists(t: Test, page: Page, ask: Ask): Promise<void> {
  for (const [path, places] of Object.entries(PLACES)) {
    const [usual, seen] = await parsed(page, [await ask(path, HARMLESS), await ask(path, HOSTILE)])
    t.equal(seen?.shape, usual?.shape, `${path}: no other element`)
    const lost = HOSTILE.filter(text => counted(seen?.text ?? '', text) < places)
    t.same(lost, [], `${path}: each as it was written, in ${places} places`)
  }
}

const RECEIPTS = {
  [`/wallet/payments/${showId('pay', payment.id)}`]: 3,
  [`/wallet/transfers/${showId('trf', transfer.id)}`]: 2,
  [`/wallet/deposits/${showId('dep', deposit.id)}`]: 1
}
const INVOICE = { [`/pay/${showId('dep', deposit.id)}`]: 1 }

/** As many texts at once as the page has places for. */
async function receipts(
  t: Test,
  page: Page,
  ask: Ask,
  paths: Readonly<Record<string, number>> = RECEIPTS
): Promise<void> {
  for (const [path, places] of Object.entries(paths)) {
    const groups = Array.from({ length: Math.ceil(HOSTILE.length / places) }, (_, n) =>
      HOSTILE.slice(n * places, (n + 1) * places)
    )
    const documents = await Array.fromAsync([HARMLESS, ...groups], async texts =>
      ask(path, [...texts, 'harmless', 'harmless'])
    )
    const [usual, ...seen] = await parsed(page, documents)
    const odd: string[] = []
    for (const [n, texts] of groups.entries()) {
      if (seen[n]?.shape !== usual?.shape) odd.push(...texts)
      odd.push(...texts.filter(text => !seen[n]?.text.includes(text)))
    }
    t.same(odd, [], path)
  }
}

test(
  'two hundred texts in lists, on receipts and for operators',
  { skip, timeout: 120_000 },
  async t => {
    let said: readonly string[] = HARMLESS
    const say = (texts: readonly string[]): void => void (said = texts)
    const session = { ...SESSION, caller: { ...SESSION.caller, scopes: SCOPES } }
    const { url, cookie, read } = await inMemory(t, {
      session: () => session,
      changes: roomsSaying(() => said)
    })
    const ask: Ask = async (path, texts) => {
      say(texts)
      return read(path)
    }
    const context = await contextFor(t)
    await context.addCookies([{ ...cookie, url }])
    const page = await context.newPage()
    const ran = watched(page, url)
    await page.goto(`${url}/sign-in`)
    await lists(t, page, ask)
    await receipts(t, page, ask)
    // The invoice page has a policy of its own.
    await page.goto(url + (Object.keys(INVOICE)[0] ?? ''))
    await receipts(t, page, ask, INVOICE)
    // And where it could run.
    say(HOSTILE)
    for (const path of Object.keys(PLACES)) await page.goto(url + path)
    t.same(ran, [])
  }
)
