// The reference page, whole from here.
import { test } from 'tap'
import { ask, gateway } from '../fixtures/gateway.ts'

test('the reference page is served whole from here', async t => {
  const app = await gateway(t)
  const { body, headers } = await ask(app, { url: '/docs' })
  t.match(headers['content-security-policy'], /default-src 'none'; script-src 'self'/)
  const files = [...body.matchAll(/(?:src|href)="([^"]+)"/g)].map(([, file = '']) => file)
  t.ok(files.length > 3)
  for (const url of files) {
    t.match(url, /^\/docs\//)
    t.equal((await ask(app, { url })).statusCode, 200, url)
  }
  for (const url of ['/openapi.json', '/docs/json']) {
    const { paths } = (await ask(app, { url })).json<{ paths: Record<string, object> }>()
    t.match(paths['/v1/lapps/lnsms/purchases'], {
      post: {
        requestBody: {
          content: {
            'application/json': {
              schema: { properties: { input: { properties: { text: { maxLength: 160 } } } } }
            }
          }
        }
      }
    })
  }
})
