// Who has left is told of, whether that is before or after anybody asks.
import { once } from 'node:events'
import { createServer, type ServerResponse } from 'node:http'
import { connect, type AddressInfo } from 'node:net'
import { test, type Test } from 'tap'
import { whenGone } from '../../src/core/when-gone.ts'

async function visitor(t: Test) {
  const server = createServer().listen(0, '127.0.0.1')
  t.teardown(() => server.close())
  await once(server, 'listening')
  const client = connect((server.address() as AddressInfo).port, '127.0.0.1')
  client.write('GET / HTTP/1.1\r\nhost: here\r\n\r\n')
  const [, response] = (await once(server, 'request')) as [unknown, ServerResponse]
  return { client, response }
}

test('one that leaves later', async t => {
  const { client, response } = await visitor(t)
  const gone = Promise.withResolvers<string>()
  whenGone(response, () => gone.resolve('gone'))
  client.destroy()
  t.equal(await gone.promise, 'gone')
})

test('one that has left already', async t => {
  const { client, response } = await visitor(t)
  const closed = once(response, 'close')
  client.destroy()
  await closed
  let times = 0
  whenGone(response, () => (times += 1))
  t.equal(times, 1, 'is told of at once')
})
