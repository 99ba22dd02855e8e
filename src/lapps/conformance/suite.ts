// The conformance suite: all checks that run on every LApp by default. Authors write no tests.
import { checkAbort } from './abort.ts'
import { checkAccepted } from './accepted.ts'
import { checkCompatible } from './compatible.ts'
import { checkConfined } from './confined.ts'
import { checkDelivery } from './delivery.ts'
import { checkDrawings } from './drawings.ts'
import { checkExamples } from './examples.ts'
import { checkFacts } from './facts.ts'
import type { Finding } from './finding.ts'
import { checkForgery } from './forgery.ts'
import { checkFreshness } from './freshness.ts'
import { checkFuzz } from './fuzz.ts'
import { checkImports } from './imports.ts'
import { checkLive } from './live.ts'
import { checkOutage } from './outage.ts'
import { checkRepeat } from './repeat.ts'
import type { Subject } from './subject.ts'
import type { Tier } from '../contract/granted.ts'
import { checkTranslations } from './translations.ts'

export type Check = {
  readonly id: string
  readonly tier: Tier
  readonly why: string
  readonly check: (subject: Subject) => Finding | Promise<Finding>
}

const row = (id: string, tier: Tier, why: string, check: Check['check']): Check => ({
  id,
  tier,
  why,
  check
})

const CHECKS: readonly Check[] = [
  row('C1', 'bronze', 'facts, README and icon are what people see of it', checkFacts),
  row('C2', 'bronze', 'the form takes the examples and nothing beyond its bounds', checkExamples),
  row('C3', 'bronze', 'a reviewer sees what buyers will see', checkDrawings),
  row('C4', 'bronze', 'the code reaches nothing but what it is given', checkImports),
  row('C5', 'bronze', 'its invoice passes the check of the host', checkAccepted),
  row('C6', 'bronze', 'declared hosts and secrets only, and no secret is told', checkConfined),
  row('C7', 'silver', 'asked twice, it is one order', checkRepeat),
  row('C8', 'silver', 'an outage ends in a refusal', checkOutage),
  row('C9', 'bronze', 'no bad invoice is paid', checkForgery),
  row('C10', 'silver', 'what is given up ends at once', checkAbort),
  row('C11', 'silver', 'a delivery may be asked for again', checkDelivery),
  row('C12', 'silver', 'yesterday’s answers are good today', checkCompatible),
  row('C13', 'gold', 'the recordings are of today’s service', checkFreshness),
  row('C14', 'gold', 'all texts in all its languages', checkTranslations),
  row('C15', 'gold', 'the real service sells today', checkLive),
  row('C16', 'platinum', 'no surprise among a thousand random orders', checkFuzz)
]

export type Found = Omit<Check, 'check'> & { readonly finding: Finding }

/** Checks that need recordings, and say nothing without any. */
const RECORDED = ['C5', 'C6', 'C7', 'C8', 'C9', 'C10', 'C11', 'C13', 'C16']
const UNSEEN = { unseen: 'there is no recording yet to try it on' }

/** Sequential: the checks share the LApp's process. */
export async function runSuite(subject: Subject): Promise<readonly Found[]> {
  const found: Found[] = []
  for (const { check, ...of } of CHECKS) {
    const unseen = subject.fixtures.length === 0 && RECORDED.includes(of.id)
    found.push({ ...of, finding: unseen ? UNSEEN : await check(subject) })
  }
  return found
}
