// The pages over rooms that do as little as their types allow: for what the pages decide.
import { Readable } from 'node:stream'
import fastify from 'fastify'
import type { Test } from 'tap'
import { SCOPES } from '../../../src/account/scopes.ts'
import { UNLIMITED } from '../../../src/account/limits.ts'
import type { Session, Sessions } from '../../../src/account/sessions.ts'
import type { AppError } from '../../../src/core/errors.ts'
import { newId, showId } from '../../../src/core/ids.ts'
import { toAppError } from '../../../src/http/wire/problem.ts'
import type { LAppCard as Card } from '../../../src/http/wire/rooms.ts'
import type { LAppCard } from '../../../src/lapps/open-lapp.ts'
import type { Purchase } from '../../../src/purchase/view.ts'
import { pages, type Web } from '../../../src/web/pages.ts'
import { operator } from '../fixtures/operator.ts'
import { ME, NOW, purchase, rooms, lapp } from '../../http/fixtures/gateway.ts'

export const TOKEN = 's'.repeat(43)
export const signedIn = { purchase: showId('pur', purchase.id) }

export const SESSION: Session = {
  id: newId(),
  way: 'key',
  language: undefined,
  provedAt: NOW,
  isStale: false,
  caller: {
    key: newId(),
    account: ME,
    scopes: SCOPES.filter(scope => scope !== 'admin'),
    limits: UNLIMITED
  }
}

type Saying = {
  readonly catalogue?: readonly LAppCard[]
  readonly purchase?: () => Purchase
  readonly refusal?: () => AppError
  /** Whose is `TOKEN`, by now. */
  readonly session?: () => Session | undefined
  /** What the browsers say of themselves that one is signed in with. */
  readonly agents?: () => readonly string[]
  readonly changes?: Partial<Web>
}

/** A card of the fixtures with what the pages need beside it. */
export const complete = (card: Card): LAppCard => ({
  ...card,
  status: 'active',
  tier: 'bronze',
  hasQuote: false,
  delivers: true,
  missing: [],
  read: input => ({ is: 'ok', input: input as Readonly<Record<string, string>> })
})

/** Whose token is `TOKEN` is signed in, and nobody else. */
const sessions = (
  session: () => Session | undefined,
  agents: () => readonly string[]
): Sessions => ({
  open: async () => Promise.resolve('n'.repeat(43)),
  find: async token => Promise.resolve(token === TOKEN ? session() : undefined),
  renew: async () => Promise.resolve('r'.repeat(43)),
  list: async () =>
    Promise.resolve(
      agents().map(agent => ({ id: newId(), way: 'key', agent, createdAt: NOW, seenAt: NOW }))
    ),
  end: async () => Promise.resolve(),
  endAll: async () => Promise.resolve(),
  prune: async () => Promise.resolve()
})

export async function inMemory(t: Test, saying: Saying = {}) {
  const app = fastify()
  const posts: string[] = []
  app.addHook('onRoute', ({ method, url: path }) => {
    if (method === 'POST') posts.push(path)
  })
  await app.register(pages(webOf(saying)))
  const url = await app.listen({ port: 0, host: '127.0.0.1' })
  t.teardown(async () => app.close())
  const cookie = { name: 'lapp-session', value: TOKEN }
  const headers = { cookie: `${cookie.name}=${TOKEN}` }
  const html = await (await fetch(`${url}/sessions`, { headers })).text()
  const csrf = /name="csrf" value="([\w-]+)"/.exec(html)?.[1] ?? ''
  /** A page as it is sent, or what a form of it is answered with, without a way over a network. */
  async function read(path: string, form?: Readonly<Record<string, string>>): Promise<string> {
    const type = 'application/x-www-form-urlencoded'
    const payload = new URLSearchParams(form).toString()
    const answer = await (form === undefined
      ? app.inject({ url: path, headers })
      : app.inject({
          method: 'POST',
          url: path,
          headers: { ...headers, 'content-type': type },
          payload
        }))
    return answer.body
  }
  return { url, posts, cookie, headers, csrf, read }
}

function webOf(saying: Saying): Web {
  return {
    ...rooms,
    catalogue: saying.catalogue ?? [complete(lapp('lnsms', 'Text message', 'messaging'))],
    purchases: {
      ...rooms.purchases,
      quoted: async () => Promise.resolve(undefined),
      find: async () => Promise.resolve((saying.purchase ?? (() => purchase))()),
      quote: async request => {
        const refusal = saying.refusal?.()
        if (refusal !== undefined) throw refusal
        return rooms.purchases.quote(request)
      }
    },
    reveals: {
      isGone: async () => Promise.resolve(false),
      take: async () => Promise.resolve(true)
    },
    sessions: sessions(saying.session ?? (() => SESSION), saying.agents ?? (() => [])),
    signIns: {
      offer: async () => Promise.resolve(''),
      take: async () => Promise.resolve(undefined),
      first: async () => Promise.resolve(true),
      askAbove: async () => Promise.resolve(undefined),
      setAskAbove: async () => Promise.resolve(),
      prune: async () => Promise.resolve()
    },
    transfers: { ...rooms.transfers, findAll: async () => Promise.resolve([]) },
    payments: {
      ...rooms.payments,
      prepare: async () =>
        Promise.resolve({
          bolt11: '',
          amountMsat: undefined,
          description: undefined,
          successAction: undefined
        })
    },
    statementCsv: async () => Promise.resolve(Readable.from([''])),
    people: {
      find: async () => Promise.resolve(undefined),
      named: async () => Promise.resolve(undefined)
    },
    readPicture: async () => Promise.resolve({ is: 'none' }),
    claimed: async () => Promise.resolve(undefined),
    operator,
    eventLog: {
      listen: async () => Promise.resolve(),
      newest: async () => Promise.resolve([])
    },
    strangers: { enter: () => true, forgive: () => undefined },
    random: bytes => Buffer.alloc(bytes, 7),
    now: () => NOW,
    publicUrl: 'http://127.0.0.1:3000',
    sandboxKey: undefined,
    botToken: undefined,
    identities: {
      open: async () => Promise.resolve({ account: ME, isNew: false }),
      of: async () => Promise.resolve([])
    },
    commands: [],
    toRefusal: error => toAppError(error, 'POST'),
    ...saying.changes
  }
}
