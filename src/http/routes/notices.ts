// Doorbells of those who receive money for us: a notice is proven where it can be, stored as a look
// that is due, and answered. What it says of money nobody believes.
import { createHash, createHmac, timingSafeEqual } from 'node:crypto'
import type { FastifyInstance, FastifyPluginCallback } from 'fastify'
import { AppError } from '../../core/errors.ts'
import type { Bell } from '../../deposit/bell.ts'

export type Notices = {
  readonly bell: Pick<Bell, 'ring'>
  /** Undefined: nothing comes from there. */
  readonly btcpay: { readonly webhookSecret: string | undefined } | undefined
  readonly chargeToken: string | undefined
  readonly electrumToken: string | undefined
}

const BODY_MAX = 262_144

/** Callers' rate limits are not theirs: they come from one place, and each costs a look at most. */
export const notices =
  (deps: Notices): FastifyPluginCallback =>
  (app, _options, done) => {
    // A signature is over the bytes that came, not over what they were read as.
    app.removeAllContentTypeParsers()
    app.addContentTypeParser(
      '*',
      { parseAs: 'buffer', bodyLimit: BODY_MAX },
      (_request, body, end) => end(null, body)
    )
    const { btcpay, chargeToken, electrumToken } = deps
    if (btcpay) ofBtcpay(app, deps, btcpay.webhookSecret)
    ofToken(app, '/notices/charge/:token', chargeToken, body =>
      ring(deps, 'charge', field(body, 'id'))
    )
    ofToken(app, '/notices/electrum/:token', electrumToken, body =>
      ring(deps, 'onchain', field(body, 'address'))
    )
    done()
  }

const hide = { schema: { hide: true } } as const

function ofBtcpay(app: FastifyInstance, deps: Notices, secret: string | undefined): void {
  app.post('/notices/btcpay', hide, async (request, reply) => {
    const body = bytesOf(request.body)
    if (!isSigned(body, request.headers['btcpay-sig'], secret)) throw forged()
    await ring(deps, 'btcpay', field(read(body), 'invoiceId'))
    return reply.code(204).send()
  })
  // Legacy: {id, …}, or {event, data: {id, …}}. Nobody signs it, so all that it does is a look.
  app.post('/notices/btcpay/ipn', hide, async (request, reply) => {
    const body = read(bytesOf(request.body))
    const data = field(body, 'data')
    await ring(deps, 'btcpay', field(data ?? body, 'id'))
    return reply.code(204).send()
  })
}

function ofToken(
  app: FastifyInstance,
  path: string,
  token: string | undefined,
  heard: (body: unknown) => Promise<void>
): void {
  if (token === undefined) return
  app.post<{ Params: { token: string } }>(path, hide, async (request, reply) => {
    if (!isSame(request.params.token, token)) throw forged()
    await heard(read(bytesOf(request.body)))
    return reply.code(204).send()
  })
}

/** 5xx where it cannot be stored, so that it is sent again; a name that nobody knows is no news. */
async function ring(
  { bell }: Notices,
  source: 'btcpay' | 'charge' | 'onchain',
  invoice: unknown
): Promise<void> {
  if (typeof invoice !== 'string' || invoice === '' || invoice.length > 200) return
  await bell.ring(source, invoice).catch((cause: unknown) => {
    throw new AppError('not_ready', 'The notice could not be stored; send it again', [], cause)
  })
}

const forged = (): AppError => new AppError('unauthenticated', 'The notice proves nothing')

/** `sha256=` and the HMAC over the raw body. Without a secret of ours nothing is signed. */
function isSigned(
  body: Buffer,
  header: string | readonly string[] | undefined,
  secret: string | undefined
): boolean {
  if (secret === undefined || secret === '' || typeof header !== 'string') return false
  return isSame(header, `sha256=${createHmac('sha256', secret).update(body).digest('hex')}`)
}

/** In constant time, whatever their lengths are. */
function isSame(a: string, b: string): boolean {
  const digest = (text: string): Buffer => createHash('sha256').update(text).digest()
  return timingSafeEqual(digest(a), digest(b))
}

const bytesOf = (body: unknown): Buffer => (Buffer.isBuffer(body) ? body : Buffer.alloc(0))

function read(body: Buffer): unknown {
  try {
    return JSON.parse(body.toString('utf8')) as unknown
  } catch {
    return undefined
  }
}

const field = (value: unknown, name: string): unknown =>
  typeof value === 'object' && value !== null && Object.hasOwn(value, name)
    ? (value as Readonly<Record<string, unknown>>)[name]
    : undefined
