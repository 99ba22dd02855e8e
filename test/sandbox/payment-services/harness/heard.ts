// Whoever the make-believe services tell something: keeps all that it hears, and answers 500.
import fastify from 'fastify'
import { EventEmitter, once } from 'node:events'
import type { AddressInfo } from 'node:net'
import type { Test } from 'tap'

type Heard = {
  readonly path: string
  readonly headers: Readonly<Record<string, unknown>>
  readonly body: unknown
}

export async function listener(t: Test) {
  const app = fastify({ forceCloseConnections: true })
  const all: Heard[] = []
  const news = new EventEmitter()
  app.post('/*', async ({ url: path, headers, body }, reply) => {
    all.push({ path, headers, body })
    news.emit('heard')
    return reply.code(500).send()
  })
  await app.listen({ port: 0, host: '127.0.0.1' })
  t.teardown(() => app.close())
  const at = (path: string): readonly Heard[] => all.filter(one => one.path === path)
  return {
    url: `http://127.0.0.1:${(app.server.address() as AddressInfo).port}`,
    at,
    /** Once it was told so often there. */
    heard: async (path: string, count: number): Promise<readonly Heard[]> => {
      while (at(path).length < count) await once(news, 'heard')
      return at(path)
    }
  }
}
