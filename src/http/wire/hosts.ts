// Checks the Host header against DNS rebinding: a page whose name was made to resolve to our
// address has our origin for the browser, but its requests still carry the page's own name.
import type { FastifyInstance, FastifyRequest } from 'fastify'
import { AppError } from '../../core/errors.ts'

/** The names of this machine itself. */
const LOCAL: readonly string[] = ['localhost', '127.0.0.1', '[::1]']

/** As in a Host header, without a port: every port is accepted. */
export const hostNames = (host: string, publicUrl: string): readonly string[] =>
  [`http://${host.includes(':') ? `[${host}]` : host}`, publicUrl].flatMap(
    url => URL.parse(url)?.hostname ?? []
  )

/** Rejects requests for any other host, before anything else of them is looked at. */
export function serveOnly(app: FastifyInstance, names: readonly string[]): void {
  const served = new Set([...LOCAL, ...names])
  app.addHook('onRequest', (request, _reply, done) => {
    const asked = [nameIn(request.headers.host), ...inTarget(request)]
    if (asked.every(name => name !== undefined && (served.has(name) || isReached(request, name)))) {
      done()
      return
    }
    const detail = 'Nothing is served for this Host: set PUBLIC_URL to the address that callers use'
    done(new AppError('misdirected', detail))
  })
}

const HOST = /^(\[[0-9a-f:.]+\]|[^\s:@/?#[\]]+)(?::\d{0,5})?$/i

const nameIn = (header: string | undefined): string | undefined =>
  HOST.exec(header ?? '')?.[1]?.toLowerCase()

/** A request target in absolute form takes precedence over the Host header (RFC 9112, 3.2.2). */
const inTarget = ({ raw: { url = '/' } }: FastifyRequest): readonly (string | undefined)[] =>
  url.startsWith('/') || url === '*' ? [] : [URL.parse(url)?.hostname]

/**
 * The address that was actually connected to, if the server listens on all addresses of the
 * machine.
 */
function isReached({ socket }: FastifyRequest, name: string): boolean {
  const address = socket.localAddress?.replace(/^::ffff:/, '')
  return address !== undefined && name === (address.includes(':') ? `[${address}]` : address)
}
