// Over HTTP a new connection for one fence broke off what others were being answered: with two
// fences at once, each ended the other's again and again (found by test/sim/hostile.ts).
import { createServer, type ServerResponse } from 'node:http'
import { once } from 'node:events'
import type { AddressInfo, Socket } from 'node:net'
import { test } from 'tap'
import { httpDoor } from '../../src/lightning/http-call.ts'

test('new connections leave the old ones to what is asked on them, then close those', async t => {
  const asked: ServerResponse[] = []
  const sockets: Socket[] = []
  const server = createServer((_, response) => asked.push(response)).on('connection', socket =>
    sockets.push(socket)
  )
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const door = httpDoor(`http://127.0.0.1:${(server.address() as AddressInfo).port}`, undefined)
  t.teardown(() => {
    void door.close()
    server.close()
  })
  const post = async (body: string, reachesServer = true) => {
    const request = once(server, 'request')
    const answer = door.post('/', {}, body, { long: false })
    if (reachesServer) await request
    return () => answer
  }
  // As many as there are connections, and one that waits for one of them.
  const first = []
  for (let n = 0; n < 8; n += 1) first.push(await post('before'))
  const waits = await post('waits', false)
  door.reconnect()
  const after = await post('after')
  t.equal(sockets.length, 9, 'what is asked after it has a connection of its own')

  const ended = Promise.all(sockets.slice(0, 8).map(socket => once(socket, 'close')))
  const taken = once(server, 'request')
  for (const response of asked.slice(0, 8)) response.end('late')
  for (const answer of first) t.match(await answer(), { is: 'answer', status: 200, text: 'late' })
  await taken
  asked.at(-1)?.end('waited')
  t.match(await waits(), { is: 'answer', text: 'waited' }, 'also what had not been written yet')
  await ended
  t.equal(sockets.length, 9)
  asked[8]?.end('new')
  t.match(await after(), { is: 'answer', text: 'new' })
})
