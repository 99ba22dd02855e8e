// C6: sends requests to declared hosts only, uses declared secrets only, and sends them to nobody
// but the service, and never in a URL.
import { ANYWHERE } from '../process/reach.ts'
import type { Finding } from './finding.ts'
import { play } from './play.ts'
import type { Subject } from './subject.ts'

export async function checkConfined(subject: Subject): Promise<Finding> {
  const { card, fixtures, secrets, driver } = subject
  const { manifest } = card
  const origins = new Set([
    new URL(manifest.url).origin,
    ...manifest.hosts.map(host => `https://${host}`)
  ])
  const anywhere = manifest.hosts.includes(ANYWHERE)
  const problems: string[] = []
  for (const fixture of fixtures) {
    const undeclared = Object.keys(fixture.secrets).filter(name => !(name in manifest.secrets))
    for (const name of undeclared) problems.push(`${fixture.name}: ${name} is no declared secret`)
    const { requests } = await play(subject, fixture)
    for (const { url } of requests) {
      const origin = URL.parse(url)?.origin ?? 'nowhere'
      if (!origins.has(origin) && !(anywhere && origin.startsWith('https://')))
        problems.push(`${fixture.name}: it asks ${origin}, not declared`)
      if (holds(url, secrets)) problems.push(`${fixture.name}: a secret is in an address`)
    }
  }
  if (driver.said.some(text => holds(text, secrets))) {
    problems.push('a secret is in its log, or in a refusal or an error')
  }
  const canaries = [...subject.files.values()].some(text => holds(text, secrets))
  if (canaries) problems.push('a secret is in a file of the folder')
  return [...new Set(problems)]
}

/** As it is, URL-encoded, or in base64, whose end may be cut off. */
function holds(text: string, secrets: Subject['secrets']): boolean {
  return Object.values(secrets).some(secret =>
    [secret, encodeURIComponent(secret), btoa(secret).slice(0, -4)].some(one => text.includes(one))
  )
}
