// Registers pages: a handler of the visit renders each. Sessions, CSRF tokens of forms, headers and
// refusals are handled here for all of them.
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
  /** Modules of browser/, beside the one that every page has. */
  readonly scripts?: readonly string[]
  /** One column, for forms and receipts. */
  readonly narrow?: boolean
  /** A script of a package, before ours. */
  readonly before?: string
  /** Who may frame it; else nobody. */
  readonly frames?: string
  /** For search engines and previews, where this is meant for them. */
  readonly about?: string
  /** What of it changes by itself: the path that its events come from. */
  readonly events?: string | undefined
}
/** What is saved rather than shown, as it comes. */
type Saved = {
  readonly name: string
  readonly type: string
  readonly lines: AsyncIterable<string>
}
/** A page, or another that is seen next: a path without the base. */
export type Shown = Page | { readonly go: string } | { readonly token: string } | Saved

type Needs = {
  /** What is sent proves itself, and nothing is done by a cookie: it needs no token of ours. */
  readonly proven?: true
  /** Whoever is not signed in is asked to be, and comes back. */
  readonly session?: boolean
  /** Of the session, which has those of its key. */
  readonly scope?: Scope
}

export type Site = {
  readonly page: (
    path: string,
    needs: Needs,
    show: (visit: Visit) => Shown | Promise<Shown>
  ) => void
  /** What a form of a page is sent to. */
  readonly form: (path: string, needs: Needs, act: (visit: Visit) => Shown | Promise<Shown>) => void
  /** A form that a script sends, and puts the answer where it says: a part of a page. */
  readonly part: (
    path: string,
    needs: Needs,
    draw: (visit: Visit) => Drawn | Promise<Drawn>
  ) => void
  /** What of a page changes by itself; undefined: it is not there. */
  readonly events: (
    path: string,
    needs: Needs,
    draw: (visit: Visit) => Promise<Drawn | undefined>
  ) => void
}

export type SiteDeps = Seeing & {
  readonly assets: Assets
  readonly frame: (visit: Visit) => Frame
  readonly stop: AbortSignal
  /** What was thrown, as what may be said outside. */
  readonly toRefusal: (error: unknown) => AppError
}

const HIDE = { schema: { hide: true } } as const

export function openSite(app: FastifyInstance, deps: SiteDeps): Site {
  const page = sender(deps)
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
    page: (path, needs, show) =>
      void app.get(path, HIDE, async (request, reply) => answer(request, reply, needs, show)),
    form: (path, needs, act) =>
      void app.post(path, HIDE, async (request, reply) => answer(request, reply, needs, act)),
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

/** @throws {AppError} forbidden where the key of the session may not do that */
function isMissing({ session, scope }: Needs, { session: has }: Visit): boolean {
  if (has === undefined) return session === true || scope !== undefined
  if (scope !== undefined && !has.caller.scopes.includes(scope))
    throw new AppError('forbidden', `This needs a key with the scope ${scope}`)
  return false
}

/** By now: whoever was signed out meanwhile, or may no longer, is told nothing more. */
async function maySee(needs: Needs, visit: Visit): Promise<boolean> {
  try {
    return !isMissing(needs, { ...visit, session: await visit.again() })
  } catch (error) {
    // Where the database is away nothing is told either, and it is asked again.
    return !(error instanceof AppError)
  }
}

function mustHave(needs: Needs, visit: Visit): void {
  if (isMissing(needs, visit)) throw new AppError('unauthenticated', 'Sign in first')
}

/** A form that was sent meanwhile is lost: its page is shown again, not what it was sent to. */
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
    // Nothing here is the same for two people.
    void reply.header('referrer-policy', 'same-origin').header('vary', 'cookie, accept-language')
    // For a page that keeps it in its memory, and nowhere else.
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
