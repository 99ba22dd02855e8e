import { test } from 'tap'
import { escapeHtml } from '../../src/http/page.ts'
import { ask, gateway, lapp, sandbox } from './fixtures/gateway.ts'

const KEY = 'lgk_canary'

test('the page loads nothing from elsewhere and runs nothing', async t => {
  const page = await ask(await gateway(t), { url: '/' })
  t.match(page.headers['content-security-policy'], /default-src 'none'; style-src 'sha256-/)
  t.notMatch(page.body, /<script|src=|https?:/i)
  t.match(page.body, /Text message/)
})

test('what LApps say of themselves is text', async t => {
  const evil = `"><img src=x onerror=alert(1)>'&`
  const catalogue = [lapp('evil', evil, evil)]
  const { body } = await ask(await gateway(t, { catalogue }), { url: '/' })
  t.notMatch(body, /<img/)
  t.ok(body.includes(escapeHtml(evil)))
})

test('the key is shown in the sandbox only', async t => {
  const without = await gateway(t)
  t.notMatch((await ask(without, { url: '/' })).body, /lgk_|curl/)
  const within = await gateway(t, { sandbox: { routes: sandbox, apiKey: KEY } })
  t.match((await ask(within, { url: '/' })).body, /curl .*Bearer lgk_canary/)
  t.equal((await ask(within, { url: '/sandbox/ping' })).statusCode, 200)
})

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
