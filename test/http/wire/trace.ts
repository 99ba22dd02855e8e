import { test } from 'tap'
import fastify from 'fastify'
import { once } from 'node:events'
import { connect, type AddressInfo } from 'node:net'
import { trace } from '../../../src/core/trace.ts'
import { requestName, traceRequests } from '../../../src/http/wire/trace.ts'

test('a handler knows the name of its request, however late the body comes', async t => {
  const app = fastify({ genReqId: ({ headers }) => requestName(headers) })
  traceRequests(app)
  const heads: string[] = []
  const arrived = Promise.withResolvers<undefined>()
  app.addHook('onRequest', async ({ id }) => {
    heads.push(id)
    if (heads.length === 2) arrived.resolve(undefined)
    await Promise.resolve()
  })
  app.post('/', async () => {
    const before = trace()
    await new Promise(setImmediate)
    return [before, trace()].join(' ')
  })
  await app.listen({ port: 0, host: '127.0.0.1' })
  t.teardown(async () => app.close())
  const { port } = app.server.address() as AddressInfo
  const ask = (name: string) => {
    const socket = connect(port, '127.0.0.1')
    const head = ['POST / HTTP/1.1', 'host: x', `x-request-id: ${name}`]
    const body = ['content-type: application/json', 'content-length: 2', 'connection: close']
    socket.write([...head, ...body, '', '{'].join('\r\n'))
    return socket
  }
  const sockets = ['request-one', 'request-two'].map(ask)
  await arrived.promise
  // Both wait for the rest of their bodies now; it comes in the other order.
  for (const socket of sockets.toReversed()) socket.write('}')
  const answers = await Promise.all(sockets.map(readAll))
  t.match(answers[0], 'request-one request-one')
  t.match(answers[1], 'request-two request-two')
})

async function readAll(socket: ReturnType<typeof connect>): Promise<string> {
  let text = ''
  socket.on('data', part => (text += String(part)))
  await once(socket, 'close')
  return text
}
