// One request from a browser: its session, its language, and the CSRF token of its forms.
import { createHmac, timingSafeEqual } from 'node:crypto'
import type { CookieSerializeOptions } from '@fastify/cookie'
import type { FastifyReply, FastifyRequest } from 'fastify'
import type { Caller } from '../../account/keys.ts'
import type { Session, Sessions } from '../../account/sessions.ts'
import { isFrom } from '../../core/addresses.ts'
import { AppError } from '../../core/errors.ts'
import type { Place } from './place.ts'
import { languageOf, LANGUAGES, type Language } from './speech.ts'

export type Visit = {
  readonly language: Language
  readonly session: Session | undefined
  /** The session now: long-running responses check again. */
  readonly again: () => Promise<Session | undefined>
  readonly params: Readonly<Record<string, string>>
  readonly query: Readonly<Record<string, string>>
  /** The fields of the submitted form. */
  readonly form: Readonly<Record<string, string>>
  /** The files submitted with it, where a form accepts some. */
  readonly files: Readonly<Record<string, Buffer>>
  readonly ip: string
  readonly agent: string
  /** The path of this page, without the base, with its query. */
  readonly path: string
  /** Turns `/wallet` into the link for the page. */
  readonly link: (path: string) => string
  /** A hidden field of every form, so that no other site can submit it. */
  readonly csrf: () => string
  /** Sets the browser's session token; undefined: removes it. */
  readonly keep: (token: string | undefined, seconds?: number) => void
  readonly cookie: (name: string) => string | undefined
  readonly setCookie: (name: string, value: string, options?: CookieSerializeOptions) => void
}

export type Seeing = {
  readonly place: Place
  readonly sessions: Pick<Sessions, 'find' | 'renew'>
  readonly random: (bytes: number) => Buffer
}

const TOKEN = /^[\w-]{43}$/
const VISIT = 'session'
/** The longest lifetime of a session's cookie, and that of a visitor without a session. */
const KEPT_S = 2_592_000
const VISITOR_S = 86_400

/** Derived from the cookie's token and valid as long: nobody can forge it without knowing that. */
const csrfOf = (token: string): string =>
  createHmac('sha256', token).update('csrf').digest('base64url')

const textsOf = (values: unknown): Readonly<Record<string, string>> =>
  Object.fromEntries(
    Object.entries(values ?? {}).flatMap(([name, value]) =>
      typeof value === 'string' ? [[name, value]] : []
    )
  )

const filesOf = (values: unknown): Readonly<Record<string, Buffer>> =>
  Object.fromEntries(
    Object.entries(values ?? {}).flatMap(([name, value]) =>
      Buffer.isBuffer(value) && value.length > 0 ? [[name, value]] : []
    )
  )

export async function visitOf(
  { place, sessions, random }: Seeing,
  request: FastifyRequest,
  reply: FastifyReply
): Promise<Visit> {
  const bearer = /^Bearer ([\w-]{43})$/.exec(request.headers.authorization ?? '')?.[1]
  const kept = request.cookies[place.name(VISIT)]
  let token = kept !== undefined && TOKEN.test(kept) ? kept : undefined
  const sent = token
  const again = async (): Promise<Session | undefined> => {
    const found = await sessionOf(sessions, sent, bearer)
    return found !== undefined && mayFrom(found, request.ip) ? found : undefined
  }
  const session = await again()
  const setCookie: Visit['setCookie'] = (name, value, options = {}) => {
    const usual = { path: '/', httpOnly: true, sameSite: 'lax', secure: place.isSecure } as const
    void reply.setCookie(place.name(name), value, { ...usual, ...options })
  }
  const keep: Visit['keep'] = (next, maxAge = KEPT_S) => {
    token = next
    if (next === undefined) setCookie(VISIT, '', { maxAge: 0 })
    else setCookie(VISIT, next, { maxAge })
  }
  if (session?.isStale === true && request.method === 'GET' && bearer === undefined)
    keep(await sessions.renew(session.id))
  return {
    language: wished(request, place, session),
    session,
    again,
    params: textsOf(request.params),
    query: textsOf(request.query),
    form: textsOf(request.body),
    files: filesOf(request.body),
    ip: request.ip,
    agent: request.headers['user-agent'] ?? '',
    path: request.url,
    link: path => place.base + path,
    csrf: () => {
      if (bearer !== undefined) return csrfOf(bearer)
      // A form from another site arrives without our cookie: it must not replace an existing one.
      const fresh = random(32).toString('base64url')
      if (token === undefined && request.method === 'GET') keep(fresh, VISITOR_S)
      return csrfOf(token ?? fresh)
    },
    keep,
    setCookie,
    cookie: name => request.cookies[place.name(name)]
  }
}

/**
 * A token in a header belongs to the Mini App, one in a cookie never: neither is accepted as the
 * other.
 */
async function sessionOf(
  { find }: Pick<Sessions, 'find'>,
  cookie: string | undefined,
  bearer: string | undefined
): Promise<Session | undefined> {
  const token = bearer ?? cookie
  const found = token === undefined ? undefined : await find(token)
  return found !== undefined && (found.way === 'app') === (bearer !== undefined) ? found : undefined
}

const mayFrom = ({ caller: { limits } }: Session, ip: string): boolean =>
  limits.ipAllow === undefined || isFrom(limits.ipAllow, ip)

/** The language chosen on a page; else the bot's; else the browser's. */
const wished = (
  { cookies, headers }: FastifyRequest,
  place: Place,
  session: Session | undefined
): Language =>
  LANGUAGES.find(one => one === cookies[place.name('language')]) ??
  LANGUAGES.find(one => one === session?.language) ??
  languageOf(headers['accept-language'])

/**
 * Checks, before any other field, that a form is ours and was sent from one of our pages.
 * @throws {AppError} `csrf_failed`
 */
export function mustBeOurs(visit: Visit, request: FastifyRequest, place: Place): void {
  const sent = visit.form['csrf'] ?? header(request, 'x-csrf-token') ?? ''
  const isOurs = isSame(sent, visit.csrf()) && fromHere(request, place)
  if (isOurs) return
  throw new AppError('csrf_failed', 'Open the page anew and send the form once more')
}

const header = (request: FastifyRequest, name: string): string | undefined =>
  textsOf(request.headers)[name]

function isSame(one: string, other: string): boolean {
  const [a, b] = [Buffer.from(one), Buffer.from(other)]
  return a.length === b.length && timingSafeEqual(a, b)
}

/** Browsers say where a form comes from; if they do not, the token alone decides. */
function fromHere(request: FastifyRequest, { origin }: Place): boolean {
  const site = header(request, 'sec-fetch-site')
  if (site !== undefined && site !== 'same-origin' && site !== 'none') return false
  const from = header(request, 'origin')
  if (from === undefined || from === origin) return true
  return URL.parse(from)?.host === header(request, 'host')
}

/** @throws {AppError} for who is not signed in */
export function signedIn({ session }: Visit): Session {
  if (session === undefined) throw new AppError('unauthenticated', 'Sign in first')
  return session
}

export const callerOf = (visit: Visit): Caller => signedIn(visit).caller
