// C7: the same order asked for twice with the same key is one order, or the host is told that it is
// not.
import type { Finding } from './finding.ts'
import { sells } from './accepted.ts'
import { play, type Played } from './play.ts'
import type { Subject } from './subject.ts'

export async function checkRepeat(subject: Subject): Promise<Finding> {
  const { card, fixtures, toRecorded } = subject
  // It says itself that a second asking is a second order; the host pays for one of them.
  if (card.manifest.retry === 'again') return []
  const problems: string[] = []
  for (const fixture of fixtures.filter(sells)) {
    const first = await play(subject, fixture)
    const second = await play(subject, fixture)
    if (referenceOf(first) !== referenceOf(second)) {
      problems.push(`${fixture.name}: asked twice, it answers two orders`)
    }
    const creates = first.requests.filter(({ method }) => method === 'POST' || method === 'PUT')
    const plain = toRecorded(fixture)
    const keyed = creates.every(({ url, headers, body }) => {
      const text = body === null ? '' : Buffer.from(body, 'base64').toString()
      return plain(`${url} ${headers.join(' ')} ${text}`).includes(fixture.key)
    })
    if (!keyed) problems.push(`${fixture.name}: it creates an order without the order's key`)
  }
  return problems
}

const referenceOf = ({ invoice }: Played): string | undefined =>
  invoice?.is === 'ok' ? `${invoice.value.reference ?? ''} ${invoice.value.bolt11}` : undefined
