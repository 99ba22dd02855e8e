// C11: repeated deliver calls return the same output, and a "later" says when to retry.
import { isDeepStrictEqual } from 'node:util'
import type { Finding } from './finding.ts'
import { orderOf, play } from './play.ts'
import { replay } from './replay.ts'
import type { Subject } from './subject.ts'

/** Less floods the service; more makes a buyer wait for nothing. */
const RETRY_MIN_MS = 100
const RETRY_MAX_MS = 3_600_000

export async function checkDelivery(subject: Subject): Promise<Finding> {
  const { card, fixtures, driver, toRecorded } = subject
  const recorded = fixtures.filter(({ expect }) => expect.delivery !== undefined)
  if (card.delivers && recorded.length === 0) {
    return ['there is no recording of a delivery (lapp record asks for the preimage)']
  }
  const problems: string[] = []
  for (const fixture of recorded) {
    const { invoice, delivery } = await play(subject, fixture)
    if (invoice?.is !== 'ok' || delivery?.is !== 'ok') continue
    const order = orderOf(fixture, card)
    const paid = {
      bolt11: invoice.value.bolt11,
      preimage: fixture.preimage ?? 'ab'.repeat(32),
      reference: invoice.value.reference
    }
    const web = replay(fixture.exchanges, toRecorded(fixture))
    for (let round = 0; round < 3; round += 1) {
      const { answer } = await driver.ask('deliver', { order, paid }, web.fetch)
      if (answer.is !== 'ok') problems.push(`${fixture.name}: asked again, it does not answer`)
      else if (answer.value.state === 'later') {
        const { retryAfterMs } = answer.value
        if (retryAfterMs < RETRY_MIN_MS || retryAfterMs > RETRY_MAX_MS) {
          problems.push(`${fixture.name}: "later" is in ${retryAfterMs} ms`)
        }
      } else if (!isDeepStrictEqual(answer.value, delivery.value)) {
        problems.push(`${fixture.name}: asked again, it delivers something else`)
      }
    }
  }
  return problems
}
