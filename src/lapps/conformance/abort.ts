// C10: an aborted call ends at once and sends no further requests.
import type { Fetch } from '../../net/fetch.ts'
import type { Finding } from './finding.ts'
import type { Fixture } from './fixture.ts'
import { playDelivery, orderOf, play } from './play.ts'
import { replay } from './replay.ts'
import type { Subject } from './subject.ts'

const SETTLE_MS = 100

export async function checkAbort(subject: Subject): Promise<Finding> {
  const problems: string[] = []
  for (const fixture of subject.fixtures) {
    const { found } = await play(subject, fixture)
    for (const n of found.keys()) {
      const why = await abortAt(n, subject, fixture)
      if (why !== undefined) problems.push(`${fixture.name}: aborted at request ${n + 1}, ${why}`)
    }
  }
  return problems
}

/** Leaves the n-th request of a run unanswered, and aborts the call meanwhile. */
async function abortAt(n: number, subject: Subject, fixture: Fixture): Promise<string | undefined> {
  const { driver, card, toRecorded } = subject
  const stop = new AbortController()
  const web = replay(fixture.exchanges, toRecorded(fixture))
  let requests = 0
  const fetch: Fetch = (input, init) => {
    requests += 1
    if (requests <= n) return web.fetch(input, init)
    setImmediate(() => stop.abort())
    return new Promise((_resolve, reject) => {
      init?.signal?.addEventListener('abort', () => reject(new Error('given up')), { once: true })
    })
  }
  const given = abandoning(driver, stop.signal)
  const order = orderOf(fixture, card)
  const aborting = { ...web, fetch }
  if (card.hasQuote && fixture.expect.quote !== undefined) {
    await given.ask('quote', { order }, fetch)
  }
  const { answer } = await given.ask('invoice', { order }, fetch)
  if (answer.is === 'ok' && fixture.expect.delivery !== undefined) {
    await playDelivery(given, aborting, order, answer.value, fixture, [])
  }
  const open = await driver.settled(SETTLE_MS)
  if (open > 0) return 'it goes on for more than 100 ms'
  return requests > n + 1 ? 'it asks for more' : undefined
}

/** The same driver, with the signal passed to each call. */
const abandoning = (driver: Subject['driver'], signal: AbortSignal): Subject['driver'] => ({
  ...driver,
  ask: (call, args, web) => driver.ask(call, args, web, signal)
})
