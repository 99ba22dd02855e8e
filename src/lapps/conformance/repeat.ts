// C7: an order repeated with the same key is the same order, or the manifest declares that it is
// not.
import type { Finding } from './finding.ts'
import { sells } from './accepted.ts'
import { play, type Played } from './play.ts'
import type { Subject } from './subject.ts'

export async function checkRepeat(subject: Subject): Promise<Finding> {
  const { card, fixtures, toRecorded } = subject
  // The manifest declares that a repeat is a second order; the host pays for only one of them.
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
