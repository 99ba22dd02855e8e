// Whoever left before a stream had begun kept its place until the process ended, or for an hour: so
// that a stranger with a thousand short visits could end the streams of all.
import Fastify from 'fastify'
import { once } from 'node:events'
import { connect, type AddressInfo } from 'node:net'
import { test } from 'tap'
import { follow } from '../../src/web/ground/follow.ts'

test('a page is not followed by one who has left', async t => {
  const app = Fastify()
  t.teardown(async () => app.close())
  const ended = Promise.withResolvers<string>()
  const asked = Promise.withResolvers<undefined>()
  let drawn = 0
  app.get('/', async (_, reply) => {
    const closed = once(reply.raw, 'close')
    const draw = async (): Promise<string> => {
      drawn += 1
      asked.resolve(undefined)
      // The database takes its time, and the reader goes.
      await closed
      return 'drawn'
    }
    await follow(reply, draw, undefined, new AbortController().signal)
    ended.resolve('ended')
  })
  await app.listen({ port: 0, host: '127.0.0.1' })
  const client = connect((app.server.address() as AddressInfo).port, '127.0.0.1')
  client.write('GET / HTTP/1.1\r\nhost: here\r\n\r\n')
  await asked.promise
  client.destroy()
  t.equal(await ended.promise, 'ended')
  t.equal(drawn, 1, 'it is drawn for nobody')
})
