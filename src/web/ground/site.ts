// Registers pages, each rendered by a handler of the visit. Sessions, CSRF tokens of forms, headers
// and refusals are handled here for all of them.
import { Readable } from 'node:stream'
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import type { Scope } from '../../account/scopes.ts'
import { AppError, ERRORS } from '../../core/errors.ts'
import type { Assets } from './assets.ts'
import { follow, marked } from './follow.ts'
import { markup, type Drawn } from './html.ts'
import { drawDocument, type Frame } from './layout.ts'
import { drawRefusal, refusalPage } from './refusal.ts'
import { mustBeOurs, visitOf, type Seeing, type Visit } from './visit.ts'

export type Page = {
  readonly title: string
  readonly body: Drawn
  readonly status?: number
  /** Modules of browser/, besides the one of every page. */
  readonly scripts?: readonly string[]
  /** One column, for forms and receipts. */
  readonly narrow?: boolean
  /** A script from a package, loaded before ours. */
  readonly before?: string
  /** Who may frame the page; by default nobody. */
  readonly frames?: string
  /** The description for search engines and previews, if the page is meant for them. */
  readonly about?: string
  /** What of it changes by itself: the path that its events come from. */
  readonly events?: string | undefined
}
/** A download, streamed. */
type Saved = {
  readonly name: string
  readonly type: string
  readonly lines: AsyncIterable<string>
}
/** A page, or a redirect to another: a path without the base. */
export type Shown = Page | { readonly go: string } | { readonly token: string } | Saved

type Needs = {
  /** The request carries its own proof and relies on no cookie: it needs no CSRF token. */
  readonly proven?: true
  /** Requires a session: visitors sign in first, and come back. */
  readonly session?: boolean
  /** Requires a session with this scope: it has those of its key. */
  readonly scope?: Scope
}

export type Site = {
  readonly page: (
    path: string,
    needs: Needs,
    show: (visit: Visit) => Shown | Promise<Shown>
  ) => void
  /** Handles a page's form. */
  readonly form: (path: string, needs: Needs, act: (visit: Visit) => Shown | Promise<Shown>) => void
  /** Handles a form sent by a script, which inserts the response: a part of a page. */
  readonly part: (
    path: string,
    needs: Needs,
    draw: (visit: Visit) => Drawn | Promise<Drawn>
  ) => void
  /** Streams the part of a page that changes; undefined: it does not exist. */
  readonly events: (
    path: string,
    needs: Needs,
    draw: (visit: Visit) => Promise<Drawn | undefined>
  ) => void
  /** Called last: what opens the path of a form that is no page comes to the page above it. */
  readonly leadBack: () => void
}

export type SiteDeps = Seeing & {
  readonly assets: Assets
  readonly frame: (visit: Visit) => Frame
  readonly stop: AbortSignal
  /** Converts anything thrown to a public error. */
  readonly toRefusal: (error: unknown) => AppError
}

const HIDE = { schema: { hide: true } } as const

export function openSite(app: FastifyInstance, deps: SiteDeps): Site {
  const page = sender(deps)
  const shownAt = new Set<string>()
  const sentTo = new Set<string>()
  const visit = async (request: FastifyRequest, reply: FastifyReply): Promise<Visit> =>
    visitOf(deps, request, reply)
  async function answer(
    request: FastifyRequest,
    reply: FastifyReply,
    needs: Needs,
    act: (visit: Visit) => Shown | Promise<Shown>
  ): Promise<FastifyReply> {
    const seen = await visit(request, reply)
    let shown: Shown
    try {
      if (request.method !== 'GET' && !needs.proven) mustBeOurs(seen, request, deps.place)
      shown = isMissing(needs, seen) ? { go: signInFor(request) } : await act(seen)
    } catch (error) {
      shown = refusalPage(seen, refused(error, request, deps))
    }
    return page(reply, seen, shown)
  }
  return {
    page: (path, needs, show) => {
      shownAt.add(path)
      app.get(path, HIDE, async (request, reply) => answer(request, reply, needs, show))
    },
    form: (path, needs, act) => {
      sentTo.add(path)
      app.post(path, HIDE, async (request, reply) => answer(request, reply, needs, act))
    },
    leadBack: () => {
      for (const path of sentTo.difference(shownAt))
        app.get(path, HIDE, (request, reply) =>
          reply.redirect(deps.place.base + pageAbove(request.url), 303)
        )
    },
    part: (path, needs, draw) =>
      void app.post(path, HIDE, async (request, reply) => {
        const seen = await visit(request, reply)
        try {
          mustBeOurs(seen, request, deps.place)
          mustHave(needs, seen)
          return await reply.type('text/html; charset=utf-8').send(markup(await draw(seen)))
        } catch (error) {
          const refusal = refused(error, request, deps)
          const said = markup(drawRefusal(seen, refusal))
          return reply.code(ERRORS[refusal.code].status).type('text/html; charset=utf-8').send(said)
        }
      }),
    events: (path, needs, draw) =>
      void app.get(path, HIDE, async (request, reply) => {
        const seen = await visit(request, reply)
        if (isMissing(needs, seen)) return reply.code(401).send()
        const drawn = async (): Promise<string | undefined> => {
          const now = await draw(seen)
          return now === undefined ? undefined : markup(now)
        }
        return follow(reply, drawn, seen.query['have'], deps.stop, async () => maySee(needs, seen))
      })
  }
}

/**
 * A form that is refused is drawn again under its own path. The browser asks for that by GET when
 * the address is entered again, and so does the link to the other language.
 */
const pageAbove = (url: string): string =>
  url.replace(/[?#].*$/s, '').replace(/\/[^/]*\/?$/, '') || '/'

/** @throws {AppError} forbidden if the key of the session lacks the scope */
function isMissing({ session, scope }: Needs, { session: has }: Visit): boolean {
  if (has === undefined) return session === true || scope !== undefined
  if (scope !== undefined && !has.caller.scopes.includes(scope))
    throw new AppError('forbidden', `This needs a key with the scope ${scope}`)
  return false
}

/** Checks again: whoever has signed out, or lost the right, receives nothing more. */
async function maySee(needs: Needs, visit: Visit): Promise<boolean> {
  try {
    return !isMissing(needs, { ...visit, session: await visit.again() })
  } catch (error) {
    // If the database is away nothing is sent either, and the check is repeated.
    return !(error instanceof AppError)
  }
}

function mustHave(needs: Needs, visit: Visit): void {
  if (isMissing(needs, visit)) throw new AppError('unauthenticated', 'Sign in first')
}

/** After a sign-in a GET is repeated, but a submitted form is lost. */
const signInFor = ({ method, url }: FastifyRequest): string =>
  `/sign-in${method === 'GET' ? `?next=${encodeURIComponent(url)}` : ''}`

function refused(error: unknown, request: FastifyRequest, { toRefusal }: SiteDeps): AppError {
  const refusal = toRefusal(error)
  if (ERRORS[refusal.code].status === 500)
    request.log.error({ trace: request.id, err: error }, 'a page failed')
  return refusal
}

const save = (reply: FastifyReply, { name, type, lines }: Saved): FastifyReply =>
  reply
    .type(type)
    .header('content-disposition', `attachment; filename="${name}"`)
    .send(Readable.from(lines))

const sender =
  ({ place, assets, frame, random }: SiteDeps) =>
  (reply: FastifyReply, visit: Visit, shown: Shown): FastifyReply => {
    // Every response depends on who asks.
    void reply.header('referrer-policy', 'same-origin').header('vary', 'cookie, accept-language')
    // For a page that keeps the token only in memory.
    if ('token' in shown) return reply.send(shown)
    if ('go' in shown) return reply.redirect(place.base + shown.go, 303)
    if ('lines' in shown) return save(reply, shown)
    const nonce = random(16).toString('base64')
    const policy = [
      "default-src 'none'",
      `style-src 'nonce-${nonce}'`,
      `script-src 'nonce-${nonce}'`,
      "img-src 'self' data:",
      "connect-src 'self'",
      "manifest-src 'self'",
      "form-action 'self'",
      "base-uri 'none'",
      `frame-ancestors ${shown.frames ?? "'none'"}`
    ]
    const main = markup(shown.body)
    const html = drawDocument(frame(visit), {
      ...shown,
      nonce,
      assets,
      visit,
      main,
      mark: marked(main)
    })
    return reply
      .code(shown.status ?? 200)
      .type('text/html; charset=utf-8')
      .header('content-security-policy', policy.join('; '))
      .send(html)
  }
