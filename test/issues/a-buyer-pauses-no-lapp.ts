// A LApp that goes wherever its buyer says (`*` in hosts) is not paused by buyers who name dead
// hosts: one deadline for all hops, after which it can say no, and no failure of it either way.
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { test, type Test } from 'tap'
import { clock } from '../../src/core/clock.ts'
import { msat } from '../../src/core/msat.ts'
import { Host, HOST_LIMITS } from '../../src/lapps/process/host.ts'
import { LAppProcess, PROCESS_LIMITS } from '../../src/lapps/process/lapp-process.ts'
import { launch } from '../../src/lapps/process/launch.ts'
import type { Ask } from '../../src/lapps/process/protocol.ts'
import { openReach } from '../../src/lapps/process/reach.ts'
import { readAnswer, READERS, type Answer, type Values } from '../../src/lapps/process/results.ts'
import { Session } from '../../src/lapps/process/session.ts'
import { healths } from '../../src/purchase/health.ts'
import type { LApps } from '../../src/lapps/registry.ts'
import { folder } from '../lapps/harness/open.ts'
import { leapingClock } from '../payment/harness/clock.ts'

const quiet = () => 0
const silent = { debug: quiet, info: quiet, warn: quiet, error: quiet }

/** Asks one host after another, as redirects lead; says no in words where one does not answer. */
const ABROAD = `async invoice ({ input: { text } }, { http, signal }) {
  if (text === 'own') return { bolt11: await http.get('https://shop.example/', { retry: 0 }).text() }
  for (const url of text.split(' ')) {
    if (url === 'hang') await new Promise(() => undefined)
    else if (url.startsWith('!')) await http.get(url.slice(1), { retry: 0 }).text()
    else await http.get(url, { timeout: false, retry: 0 }).text().catch(error => {
      throw new Refusal('unsupported', 'There is no answer from ' + url)
    })
  }
  return { bolt11: 'lnbcrt1' }
}`

function buyerNamedHost(t: Test, hosts: string[], own: 'up' | 'down' = 'up') {
  const time = leapingClock()
  const twenty = Promise.withResolvers<undefined>()
  let quick = 0
  const dir = t.testdir(folder('buyerNamedHost', ABROAD))
  const limits = { ...HOST_LIMITS, ...PROCESS_LIMITS, beatMs: 60_000 }
  const web = async (input: string | URL | Request, init?: RequestInit): Promise<Response> => {
    const url = new URL(input instanceof Request ? input.url : input)
    if (url.host === 'quick.example') {
      quick += 1
      if (quick === 20) twenty.resolve(undefined)
      return new Response('hello')
    }
    if (url.host === 'odd.example') return new Response('no', { status: 500 })
    if (url.host === 'shop.example' && own === 'up') return new Response('lnbcrt1')
    if (url.host === 'shop.example') return new Response('no', { status: 500 })
    const signal = init?.signal
    return new Promise((_, reject) => {
      const end = (): void => reject(signal?.reason as Error)
      if (signal?.aborted === true) end()
      signal?.addEventListener('abort', end)
    })
  }
  const reach = openReach({ url: 'https://shop.example/', hosts }, undefined, {
    named: web,
    chosen: web
  })
  const start = () =>
    new Session(
      (onMessage, onEnd) => {
        const own = new LAppProcess(launch(dir, undefined), limits, onMessage, onEnd)
        const index = pathToFileURL(join(dir, 'index.ts')).href
        own.send({ is: 'hello', index, url: 'https://shop.example/', secrets: {} })
        return own
      },
      reach,
      silent,
      time
    )
  const host = new Host(start, limits, time)
  t.teardown(() => host.close())
  const order = (text: string): Ask['order'] => ({
    key: text,
    input: { text },
    msatMax: String(msat(1n)),
    locale: 'en'
  })
  const ask = async (text: string): Promise<Answer<Values['invoice']>> => {
    const ending = await host.ask({ call: 'invoice', order: order(text) })
    return readAnswer(
      ending,
      value => READERS.invoice(value, () => ({ is: 'ok', input: {} })),
      said => said
    )
  }
  return { time, ask, twenty: twenty.promise }
}

test('all hosts that a buyer names have seven seconds together, then the LApp says no', async t => {
  const { time, ask } = buyerNamedHost(t, ['*'])
  t.match(await ask('own'), { is: 'ok' })
  const asked = ask('https://quick.example/ https://dead.example/ https://quick.example/')
  await time.asleep(7_000)
  time.leap(6_000)
  const again = ask('own')
  t.match(await again, { is: 'ok' }, 'the others are served meanwhile')
  time.leap(1_000)
  t.match(await asked, { is: 'refused', message: 'There is no answer from https://dead.example/' })
})

test('whatever comes of a host that a buyer named pauses the LApp for nobody', async t => {
  const { time, ask, twenty } = buyerNamedHost(t, ['*'])
  t.match(await ask('own'), { is: 'ok' })
  for (let n = 0; n < 20; n += 1)
    t.match(await ask('!https://odd.example/'), { because: 'upstream', excused: true })
  const hanging = Promise.all(
    Array.from({ length: 20 }, (_, n) => ask(`https://quick.example/${n} hang`))
  )
  await twenty
  time.leap(10_000)
  for (const answer of await hanging) t.match(answer, { because: 'time', excused: true })
  t.match(await ask('own'), { is: 'ok' })
})

test('a service that the LApp itself names is its own affair, as is a fetch it did not declare', async t => {
  const { ask } = buyerNamedHost(t, ['*'], 'down')
  for (let n = 0; n < 16; n += 1) t.strictSame(await ask('own'), OWN_FAULT)
  t.match(await ask('own'), { because: 'resting' })
  const named = buyerNamedHost(t, ['odd.example'])
  const answer = await named.ask('!https://odd.example/')
  t.strictSame(answer, OWN_FAULT, 'declared by name')
})

const OWN_FAULT = {
  is: 'unavailable',
  because: 'upstream',
  why: 'The service did not answer as it should: HTTPError 500.'
}

test('what is excused is counted neither for nor against the LApp', async t => {
  let answer: Answer<Values['invoice']> = { is: 'unavailable', because: 'upstream', why: 'shut' }
  const card = { id: 'buyerNamedHost', status: 'active' }
  const lapps = { find: () => card, ask: () => Promise.resolve(answer) } as unknown as LApps
  const health = healths({ em: undefined as never, clock, log: silent })
  const watched = health.watch(lapps)
  const buy = (key: string) =>
    watched.ask('buyerNamedHost', 'invoice', {
      order: { key, input: {}, msatMax: msat(1n), locale: 'en' }
    })
  for (const key of ['1', '2', '3', '4']) await buy(key)
  const fault = answer
  answer = { ...fault, excused: true }
  for (let n = 0; n < 20; n += 1) await buy(`excused ${n}`)
  t.equal(watched.find('buyerNamedHost')?.status, 'active')
  answer = fault
  await buy('5')
  t.equal(watched.find('buyerNamedHost')?.status, 'paused', 'nor does it end a row of true faults')
})
