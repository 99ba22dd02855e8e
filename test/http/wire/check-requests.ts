import { test } from 'tap'
import document from '../../../openapi/v1.json' with { type: 'json' }
import { SCOPES } from '../../../src/account/scopes.ts'
import { gateway, secretOf } from '../fixtures/gateway.ts'

test('the schemas of every operation compile: a request finds none that does not', async t => {
  const app = await gateway(t)
  const asked = Object.entries(document.paths).flatMap(([path, operations]) =>
    Object.keys(operations).map(method => [method.toUpperCase(), path] as const)
  )
  t.ok(asked.length > 40, `${asked.length} operations`)
  for (const [method, path] of asked) {
    const url = path.replaceAll(/\{\w+\}/g, 'x')
    // An empty body is looked at, and then a query that none has.
    for (const at of [url, `${url}?nothing=1`]) {
      const { statusCode } = await app.inject({
        method: method as 'GET',
        url: at,
        headers: { authorization: `Bearer ${secretOf(...SCOPES)}`, 'idempotency-key': 'one' },
        ...(method === 'GET' || method === 'DELETE' ? undefined : { payload: {} })
      })
      t.ok(statusCode < 500 && statusCode !== 401, `${method} ${at}: ${statusCode}`)
    }
  }
})
