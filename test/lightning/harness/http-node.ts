// Local copies of CLNRest 26.06.6 and Sparko 2.10, which answer as those did in front of a
// lightningd 26.06.6, before the make-believe node's own socket; with a proxy's 502 and a time
// limit where the test wants them.
import fastify, { type FastifyInstance } from 'fastify'
import type { Test } from 'tap'
import { clnrest } from '../../../src/lightning/clnrest.ts'
import { sparko } from '../../../src/lightning/sparko.ts'
import type { Transport } from '../../../src/lightning/transport.ts'
import { callNode } from '../../sandbox/fixtures/node.ts'

export type Doors = {
  /** Sparko's 30 seconds, shortened. */
  limitMs: number
  /** Answered to every call instead of the node's answer, which it gives all the same. */
  proxy: number | undefined
}

type Params = Readonly<Record<string, unknown>>
export const KINDS = ['clnrest', 'sparko'] as const

export async function httpNode(t: Test, kind: (typeof KINDS)[number], socket: string) {
  const app = fastify({ forceCloseConnections: true })
  const doors: Doors = { limitMs: 30_000, proxy: undefined }
  const callers = new Set<ReturnType<typeof callNode>>()
  // One connection for each call: a call that hangs stands in nobody's way.
  const ask = async (method: string, params: Params) => {
    const caller = callNode(socket)
    callers.add(caller)
    const reply = await caller.call(method, params)
    caller.socket.destroy()
    callers.delete(caller)
    return reply
  }
  if (kind === 'clnrest') rest(app, doors, ask)
  else plugin(app, doors, ask)
  const url = await app.listen({ port: 0, host: '127.0.0.1' })
  const open = (secret = 'a-secret', at = url): Transport => {
    const transport =
      kind === 'clnrest'
        ? clnrest({ url: at, rune: secret, ca: undefined })
        : sparko({ url: at, key: secret })
    t.teardown(() => transport.close())
    return transport
  }
  const close = async (): Promise<void> => {
    for (const { socket: line } of callers) line.destroy()
    await app.close()
  }
  t.teardown(close)
  return { url, doors, open, close }
}

type Ask = (method: string, params: Params) => ReturnType<ReturnType<typeof callNode>['call']>

/** 201 and the result; 500 and the error; 401 and `checkrune`'s error for what is no rune. */
function rest(app: FastifyInstance, doors: Doors, ask: Ask): void {
  app.post<{ Params: { method: string }; Body: Params }>('/v1/:method', async (request, reply) => {
    if (request.headers['rune'] !== 'a-secret') {
      const message = 'rune: should be base64 string: invalid token (see logs for details)'
      return reply.code(401).send({ code: -32602, data: null, message })
    }
    const { result, error } = await ask(request.params.method, request.body)
    if (doors.proxy !== undefined) return reply.code(doors.proxy).send('<html>Bad Gateway</html>')
    if (error?.code === -32601) return reply.code(404).send({ data: null, ...error })
    return error ? reply.code(500).send({ data: null, ...error }) : reply.code(201).send(result)
  })
}

/** The bare result; 500 and a LightningError as plain text; after the limit 500 and nothing. */
function plugin(app: FastifyInstance, doors: Doors, ask: Ask): void {
  app.post<{ Body: { method: string; params: Params } }>(
    '/rpc',
    async ({ headers, body }, reply) => {
      if (headers['x-access'] !== 'a-secret') return reply.code(401).send()
      const late = Promise.withResolvers<undefined>()
      const timer = setTimeout(late.resolve, doors.limitMs, undefined)
      const answered = await Promise.race([ask(body.method, body.params), late.promise])
      clearTimeout(timer)
      if (doors.proxy !== undefined) return reply.code(doors.proxy).send('<html>Bad Gateway</html>')
      if (answered === undefined) return reply.code(500).send()
      const { result, error } = answered
      if (error === undefined) return reply.code(200).send(result)
      const request = { jsonrpc: '2.0', id: null, ...body }
      const own = { type: 'lightning', name: 'LightningError', fullType: 'lightning', request }
      return reply
        .code(500)
        .type('text/plain')
        .send(`${JSON.stringify({ ...own, ...error })}\n`)
    }
  )
}
