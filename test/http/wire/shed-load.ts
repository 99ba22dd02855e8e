// A process that is too far behind says so at once, and goes on answering probes.
import { setTimeout as sleep } from 'node:timers/promises'
import fastify from 'fastify'
import { test } from 'tap'
import { refuse } from '../../../src/http/wire/refuse.ts'
import { busyPage } from '../../../src/web/ground/busy.ts'
import { shedLoad } from '../../../src/http/wire/shed-load.ts'

/** Whose event loop is late by any measure, or by none. */
async function late(lateMs: number, clock: () => number) {
  const app = fastify()
  app.setErrorHandler(refuse)
  await shedLoad(app, clock, { lateMs, graceMs: 1_000, page: busyPage })
  app.get('/v1/account', () => 'read')
  app.get('/', () => 'page')
  app.post('/wallet/pay', () => 'paid')
  app.get('/health/live', () => 'alive')
  await app.ready()
  return app
}

test('who comes while it is behind is sent away, but no probe, and nobody at the start', async t => {
  let now = 0
  const app = await late(Number.MIN_VALUE, () => now)
  t.teardown(async () => app.close())
  while (!app.isUnderPressure()) await sleep(50)
  t.equal((await app.inject('/v1/account')).statusCode, 200)
  now = 1_000
  const answer = await app.inject('/v1/account')
  t.match(answer, { statusCode: 503, headers: { 'retry-after': '2' } })
  t.match(answer.json(), { code: 'not_ready' })
  t.equal((await app.inject('/health/live')).statusCode, 200)
  // A person reads why; a page comes again by itself, what was sent does not.
  const headers = { accept: 'text/html,*/*;q=0.8', 'accept-language': 'de-DE' }
  const page = await app.inject({ url: '/', headers })
  t.match(page, { statusCode: 503, headers: { refresh: '2', 'retry-after': '2' } })
  t.match(page.body, /<html lang="de">[^]*Einen Moment[^]*nichts wurde begonnen/)
  const sent = await app.inject({ method: 'POST', url: '/wallet/pay', headers })
  t.match(sent, { statusCode: 503, headers: { refresh: undefined } })
  t.match(sent.body, /nichts wurde begonnen/)
})

test('who is not behind answers', async t => {
  let now = 0
  const app = await late(3_600_000, () => now)
  t.teardown(async () => app.close())
  now = 1_000
  t.equal((await app.inject('/v1/account')).statusCode, 200)
})
