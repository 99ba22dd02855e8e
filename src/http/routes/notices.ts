// Receives notices from services that hold money for us: checks them where they can be checked, and
// schedules a look at the service. What a notice says of money is never believed.
import { createHash, createHmac, timingSafeEqual } from 'node:crypto'
import type { FastifyInstance, FastifyPluginCallback } from 'fastify'
import { AppError } from '../../core/errors.ts'
import { isObject } from '../../core/is-object.ts'
import { jsonIn } from '../../core/json-in.ts'
import type { Bell } from '../../deposit/bell.ts'

export type Notices = {
  readonly bell: Pick<Bell, 'ring'>
  /** Undefined: BTCPay is not configured. */
  readonly btcpay: { readonly webhookSecret: string | undefined } | undefined
  readonly chargeToken: string | undefined
  readonly electrumToken: string | undefined
}

const BODY_MAX = 262_144

/** Exempt from callers' rate limits: they come from one place, and each costs at most one look. */
export const notices =
  (deps: Notices): FastifyPluginCallback =>
  (app, _options, done) => {
    // The signature is over the raw bytes, so nothing may parse them first.
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
  // Legacy: {id, …}, or {event, data: {id, …}}. It is not signed, so it only triggers a look.
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

/**
 * Fails with 5xx if the notice cannot be stored, so that it is sent again; unknown names are
 * ignored.
 */
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

/** `sha256=` and the HMAC over the raw body. Never valid without a secret of ours. */
function isSigned(
  body: Buffer,
  header: string | readonly string[] | undefined,
  secret: string | undefined
): boolean {
  if (secret === undefined || secret === '' || typeof header !== 'string') return false
  return isSame(header, `sha256=${createHmac('sha256', secret).update(body).digest('hex')}`)
}

/** Compares in constant time, whatever the lengths. */
function isSame(a: string, b: string): boolean {
  const digest = (text: string): Buffer => createHash('sha256').update(text).digest()
  return timingSafeEqual(digest(a), digest(b))
}

const bytesOf = (body: unknown): Buffer => (Buffer.isBuffer(body) ? body : Buffer.alloc(0))

const read = (body: Buffer): unknown => jsonIn(body.toString())

const field = (value: unknown, name: string): unknown =>
  isObject(value) && Object.hasOwn(value, name) ? value[name] : undefined
