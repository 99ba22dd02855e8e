// The listener for the metrics alone.
import pino from 'pino'
import { test } from 'tap'
import { metricsServer } from '../../src/http/metrics-server.ts'

test('it gives the metrics without a key, and nothing else', async t => {
  const log = pino({ level: 'silent' })
  const app = await metricsServer({ render: async () => Promise.resolve('up 1') }, log)
  t.teardown(async () => app.close())
  const answer = await app.inject({ url: '/metrics' })
  t.match(answer, { statusCode: 200, body: 'up 1' })
  t.match(answer.headers['content-type'], /^text\/plain; version=0.0.4/)
  for (const url of ['/', '/v1/account', '/docs', '/health/live'])
    t.match((await app.inject({ url })).json(), { status: 404, code: 'not_found' }, url)
  t.match((await app.inject({ url: '/metrics', method: 'POST' })).json(), { status: 405 })
})

test('a page with another name cannot read them', async t => {
  const log = pino({ level: 'silent' })
  const app = await metricsServer({ render: async () => Promise.resolve('up 1') }, log)
  t.teardown(async () => app.close())
  const answer = await app.inject({ url: '/metrics', headers: { host: 'evil.example:9100' } })
  t.match(answer.json(), { status: 421, code: 'misdirected' })
})
