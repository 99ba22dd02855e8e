// The documents are clean by the recommended rules of both linters; test/e2e/reference.ts has them
// look at what the sandbox serves with every LApp.
import { test } from 'tap'
import { generic, withLApps, type Document } from '../../../src/http/docs/document.ts'
import { sandboxRoutes } from '../../../src/sandbox/routes.ts'
import committed from '../../../openapi/v1.json' with { type: 'json' }
import { gateway, lapp } from '../fixtures/gateway.ts'
import { complaints } from './harness/lint.ts'

const CATALOGUE = [lapp('lnsms', 'Text message', 'messaging'), lapp('esim', 'eSIM', 'phone')].map(
  one => ({ ...one, manifest: { ...one.manifest, examples: [{ text: 'hello' }] } })
)

test('neither linter has anything to say of the committed document', async t => {
  t.same(await complaints(committed), [])
})

test('nor of one with LApps and the routes of the sandbox', async t => {
  const app = await gateway(t, {
    sandbox: {
      routes: (at, _options, done) => sandboxRoutes(at, { control: '/none' }, done),
      apiKey: ''
    }
  })
  await app.ready()
  const document = withLApps(generic(app), CATALOGUE)
  t.ok(document.paths['/v1/lapps/esim/purchases'])
  t.same(await complaints(document), [])
})

test('an answer without an example of its form, or a route without a name, is complained of', async t => {
  const whole = structuredClone(committed) as unknown as Document
  const path = '/v1/payments'
  const planted = { ...whole, paths: { [path]: whole.paths[path] } }
  const post = whole.paths[path]?.post as unknown as Record<string, unknown>
  delete post['operationId']
  const answers = post['responses'] as Record<string, { content: object }>
  answers['201'] = {
    ...answers['201'],
    content: {
      'application/json': { schema: { $ref: '#/components/schemas/Payment' }, example: {} }
    }
  }
  const said = await complaints(planted)
  for (const [by, rule] of [
    ['redocly', 'operation-operationId'],
    ['redocly', 'no-invalid-media-type-examples'],
    ['spectral', 'operation-operationId'],
    ['spectral', 'oas3-valid-media-example']
  ] as const) {
    t.ok(
      said.some(line => line.startsWith(`${by} ${rule}:`)),
      `${by} ${rule}`
    )
  }
})
