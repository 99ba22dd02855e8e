// C8: every failure of the service ends in a refusal, never in an exception of the LApp, an invoice
// or a delivery.
import { isDeepStrictEqual } from 'node:util'
import type { Answer } from '../process/results.ts'
import { outcomeText } from './accepted.ts'
import { faultsOf } from './faults.ts'
import type { Finding } from './finding.ts'
import type { Fixture } from './fixture.ts'
import { play, type Played } from './play.ts'
import type { Subject } from './subject.ts'
import type { Fault } from './replay.ts'

/** Concurrent plays; most of their time is spent waiting for a retry. */
const ABREAST = 24

export async function checkOutage(subject: Subject): Promise<Finding> {
  const problems: string[] = []
  for (const fixture of subject.fixtures) {
    const whole = await play(subject, fixture)
    const cases = [...new Set(whole.found)].flatMap(at => {
      const exchange = fixture.exchanges[at]
      return exchange === undefined ? [] : faultsOf(exchange).map(fault => ({ at, fault }))
    })
    for (let from = 0; from < cases.length; from += ABREAST) {
      const some = cases.slice(from, from + ABREAST)
      const found = await Promise.all(some.map(one => tryFault(subject, fixture, whole, one)))
      problems.push(...found.flat())
    }
  }
  return problems
}

async function tryFault(
  subject: Subject,
  fixture: Fixture,
  whole: Played,
  broken: { readonly at: number; readonly fault: Fault }
): Promise<string[]> {
  const played = await play(subject, fixture, broken)
  const { method, url } = fixture.exchanges[broken.at]?.request ?? { method: '', url: '' }
  const why = verdict(whole, played, broken.fault)
  return why === undefined
    ? []
    : [`${fixture.name}: ${broken.fault.id} at ${method} ${url}: ${why}`]
}

/** Judges the call that met the fault: the last one made. */
function verdict(whole: Played, played: Played, fault: Fault): string | undefined {
  if (played.delivery !== undefined) return late(whole.delivery, played.delivery, fault)
  if (played.invoice !== undefined) return early(whole.invoice, played.invoice, fault)
  return early(whole.quote, played.quote, fault)
}

function early<T>(
  before: Answer<T> | undefined,
  now: Answer<T> | undefined,
  { harmless }: Fault
): string | undefined {
  if (now?.is === 'refused' || isUpstream(now)) return undefined
  if (harmless && isDeepStrictEqual(before, now)) return undefined
  return outcomeText(now)
}

/** Paid already: an outage is a reason to ask again, not to give up. */
function late(
  before: Played['delivery'],
  now: NonNullable<Played['delivery']>,
  { harmless }: Fault
): string | undefined {
  if (now.is === 'refused' || isUpstream(now)) return undefined
  if (now.is === 'ok' && now.value.state === 'later') return undefined
  return harmless && isDeepStrictEqual(before, now) ? undefined : outcomeText(now)
}

const isUpstream = (answer: Answer<unknown> | undefined): boolean =>
  answer?.is === 'unavailable' && answer.because === 'upstream'
