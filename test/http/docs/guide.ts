// The guide is served as its files have it; its commands are run by test/readme.ts.
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'tap'
import { ERRORS } from '../../../src/core/errors.ts'
import { GUIDE } from '../../../src/http/docs/guide.ts'
import { table } from '../../harness/house/markdown.ts'
import { ROOT } from '../../harness/house/root.ts'
import { ask, gateway } from '../fixtures/gateway.ts'

test('each page is served without a key, loads nothing from elsewhere, and leads to the others', async t => {
  const app = await gateway(t)
  t.equal((await ask(app, { url: '/docs/guide' })).headers['location'], '/docs/guide/first-call')
  for (const [name, title] of GUIDE) {
    const page = await ask(app, { url: `/docs/guide/${name}`, headers: { authorization: '' } })
    t.equal(page.statusCode, 200, name)
    t.match(page.headers['content-security-policy'], /default-src 'none'; style-src 'sha256-/)
    t.match(page.body, `<h1>${title}</h1>`)
    t.notMatch(page.body, /<script|src=|<style>[^<]*url\(/i)
    for (const [, link = ''] of page.body.matchAll(/href="(\/[^"]+)"/g)) {
      t.equal((await ask(app, { url: link })).statusCode, 200, `${name} → ${link}`)
    }
  }
  t.equal((await ask(app, { url: '/docs/guide/nothing' })).statusCode, 404)
  t.match((await ask(app, { url: '/docs/json' })).body, /\/docs\/guide\/unknown-outcomes/)
})

test('its table of errors is that of the code', async t => {
  const path = 'src/http/docs/guide/errors.md'
  const rows = table({ path, text: readFileSync(join(ROOT, path), 'utf8') }, 'code')
  t.same(
    rows,
    Object.entries(ERRORS).map(([code, { status, title, transient }]) => [
      `\`${code}\``,
      String(status),
      title,
      transient ? 'again' : ''
    ])
  )
})
