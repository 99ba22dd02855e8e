// Clients that openapi-generator made in Go and Java kept millisatoshi in 32 bits, as they keep
// every integer that has no format: they could not read an account of more than 2 147 483 sat, nor
// the answer to a payment of as much, which had been made.
import { test } from 'tap'
import { generic, withLApps } from '../../src/http/docs/document.ts'
import { sandboxRoutes } from '../../src/sandbox/routes.ts'
import document from '../../openapi/v1.json' with { type: 'json' }
import { objectsIn } from '../http/docs/harness/objects-in.ts'
import { gateway, lapp } from '../http/fixtures/gateway.ts'

const integers = (node: unknown) =>
  objectsIn(node).filter(({ one }) => [one['type']].flat().includes('integer'))

const narrow = (node: unknown) =>
  integers(node).filter(
    ({ at, one: { maximum, format } }) =>
      format !== 'int64' && (at.endsWith('_msat') || Number(maximum) >= 2 ** 31)
  )

test('every amount in the document has room for all sats', t => {
  t.ok(integers(document).length > 50, 'the document is read')
  t.strictSame(narrow(document), [])
  const limit = document.paths['/v1/payments'].get.parameters.find(one => one.name === 'limit')
  t.notMatch(limit?.schema, { format: String }, 'and what is small stays as it is')
  t.end()
})

test('in the forms of LApps and the routes of the sandbox, too', async t => {
  const app = await gateway(t, {
    sandbox: {
      routes: (at, _options, done) => sandboxRoutes(at, { control: '/none' }, done),
      apiKey: ''
    }
  })
  await app.ready()
  const sat = { type: 'integer', title: 'Amount', minimum: 1, maximum: 2 ** 31 } as const
  const input = { type: 'object', properties: { sat }, additionalProperties: false } as const
  const whole = withLApps(generic(app), [{ ...lapp('post', 'Post', 'messaging'), input }])
  t.strictSame(narrow(whole), [])
  t.match(whole.paths['/sandbox/chain/pay']?.post.requestBody.content['application/json'].schema, {
    properties: { amount_sat: { format: 'int64' } }
  })
})
