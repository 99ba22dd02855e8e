import { createSocket } from 'node:dgram'
import { once } from 'node:events'
import { test, type Test } from 'tap'
import { byNameServers, bySystem } from '../../src/net/resolve.ts'

const A = 1
const AAAA = 28

/** A name server for any name, with one record of each type that it is given. */
async function serve(t: Test, records: ReadonlyMap<number, readonly number[]>): Promise<string> {
  const socket = createSocket('udp4', (query, from) => {
    const nameEnd = query.indexOf(0, 12) + 1
    const data = records.get(query.readUInt16BE(nameEnd)) ?? []
    const answers = data.length > 0 ? 1 : 0
    // RFC 1035 4.1.1: the id of the question, "response,
    // recursion available", one question, so many answers.
    const header = Buffer.from([0, 0, 0x81, 0x80, 0, 1, 0, answers, 0, 0, 0, 0])
    query.copy(header, 0, 0, 2)
    const question = query.subarray(12, nameEnd + 4)
    // The name as a pointer to the question's, its type and class, no time to live, the address.
    const type = query.subarray(nameEnd, nameEnd + 4)
    const record = [
      Buffer.from([0xc0, 12]),
      type,
      Buffer.from([0, 0, 0, 0, 0, data.length, ...data])
    ]
    const message = Buffer.concat([header, question, ...(answers === 1 ? record : [])])
    socket.send(message, from.port, from.address)
  })
  await once(socket.bind(0, '127.0.0.1'), 'listening')
  t.teardown(() => socket.close())
  return `127.0.0.1:${socket.address().port}`
}

const ONE: readonly number[] = [0x26, 6, 0x47, 0, ...Array<number>(11).fill(0), 0x11]

test('both kinds of address come back, so that one private among them is seen', async t => {
  const both = await serve(
    t,
    new Map([
      [A, [127, 0, 0, 1]],
      [AAAA, ONE]
    ])
  )
  t.same(await byNameServers([both])('a.example'), ['127.0.0.1', '2606:4700::11'])
  const four = await serve(t, new Map([[A, [1, 1, 1, 1]]]))
  t.same(await byNameServers([four])('a.example'), ['1.1.1.1'])
  t.same(await byNameServers([await serve(t, new Map())])('a.example'), [])
})

test('the machine itself knows localhost', async t => {
  const addresses = await bySystem('localhost')
  t.ok(addresses.includes('127.0.0.1') || addresses.includes('::1'))
})
