// Answers 404 for unknown paths, and 405 for known ones with another method: a problem for
// programs, a page for people.
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { AppError, ERRORS } from '../../core/errors.ts'
import { isOpened, sendPage, type PlainPage } from './plain-page.ts'

/**
 * Records every route that is added after it.
 *
 * @param page what people see who open what is not there; undefined: the problem, as programs do
 */
export function watchRoutes(app: FastifyInstance, page?: PlainPage) {
  const known = new Map<string, Set<string>>()
  app.addHook('onRoute', ({ url, method }) => {
    const methods = known.get(url) ?? new Set()
    for (const name of [method].flat()) methods.add(name)
    known.set(url, methods)
  })
  return (request: FastifyRequest, reply: FastifyReply): FastifyReply => {
    if (page !== undefined && request.method === 'GET' && isOpened(request))
      return sendPage(request, reply, { code: ERRORS.not_found.status, page })
    const path = request.url
      .split('?', 1)
      .join()
      .replace(/(.)\/$/, '$1')
    // `/v1/transfers/batch` is not the id of a transfer, so routes that take an id do not count.
    const methods = [...(known.get(path) ?? near(known, path))]
    if (methods.length === 0 || methods.includes(request.method)) {
      throw new AppError('not_found', 'There is nothing at this path')
    }
    const allowed = methods.sort().join(', ')
    void reply.header('allow', allowed)
    throw new AppError('method_not_allowed', `This path takes ${allowed}`)
  }
}

const near = (known: ReadonlyMap<string, ReadonlySet<string>>, path: string): Set<string> =>
  new Set([...known].flatMap(([url, names]) => (matches(url, path) ? [...names] : [])))

function matches(url: string, path: string): boolean {
  const asked = path.split('/')
  const parts = url.split('/')
  const wild = parts.at(-1) === '*'
  if (wild ? asked.length < parts.length : asked.length !== parts.length) return false
  return parts.every((part, at) => part === '*' || part.startsWith(':') || part === asked[at])
}
