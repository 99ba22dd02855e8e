// Who comes without a valid key is counted by address, and who has one is let in.
import { test } from 'tap'
import { strangerLimit } from '../../src/core/strangers.ts'
import { ask, gateway, rooms } from '../http/fixtures/gateway.ts'

test('an address has a hundred at once, and then ten in a second', t => {
  let now = 0
  const { enter, forgive } = strangerLimit(() => now)
  const many = (ip: string, count = 1_000) =>
    Array.from({ length: count }, () => enter(ip)).filter(may => may).length
  t.equal(many('192.0.2.1'), 100)
  t.equal(many('192.0.2.2'), 100, 'another address is another')
  now += 1_000
  t.equal(many('192.0.2.1'), 10)
  now += 3_600_000
  t.equal(many('::ffff:192.0.2.1'), 100, 'never more than the burst')
  forgive('192.0.2.1')
  t.equal(many('192.0.2.1'), 1)
  t.end()
})

test('a network of IPv6 is one address', t => {
  const { enter } = strangerLimit(() => 0)
  for (let n = 0; n < 100; n += 1) t.ok(enter(`2001:db8:0:1::${n.toString(16)}`))
  t.notOk(enter('2001:db8:0:1:ffff::1'))
  t.ok(enter('2001:db8:0:2::1'))
  t.end()
})

test('after a hundred unknown keys an address is told to wait, and its known key works on', async t => {
  const asked: string[] = []
  const keys = {
    ...rooms.keys,
    recall: async (secret: string) =>
      secret === 'account:read' ? rooms.keys.authenticate(secret) : undefined,
    authenticate: async (secret: string) => {
      asked.push(secret)
      return rooms.keys.authenticate(secret)
    }
  }
  const app = await gateway(t, { keys })
  const url = '/v1/account'
  const wrong = { authorization: 'Bearer nobody' }
  const answers = await Promise.all(
    Array.from({ length: 300 }, async () => ask(app, { url, headers: wrong }))
  )
  const late = answers.filter(answer => answer.statusCode === 429)
  t.ok(late.length > 0 && answers.every(({ statusCode }) => [401, 429].includes(statusCode)))
  t.match(late[0]?.json(), { code: 'rate_limited' })
  t.equal(late[0]?.headers['retry-after'], '1')
  t.equal(asked.length + late.length, 300, 'those were not looked up')
  t.equal((await ask(app, { url, scopes: ['account:read'] })).statusCode, 200)
})
