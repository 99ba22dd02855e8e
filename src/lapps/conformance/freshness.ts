// C13: the recordings are of this version, and recent enough.
import { FRESH_DAYS } from '../contract/granted.ts'
import type { Finding } from './finding.ts'
import type { Subject } from './subject.ts'

export function checkFreshness({ fixtures, card, now }: Subject): Finding {
  const { version } = card.manifest
  return fixtures.flatMap(fixture => {
    const days = (now.getTime() - Date.parse(fixture.recorded)) / 86_400_000
    return [
      ...(days > FRESH_DAYS
        ? [`${fixture.name} was recorded more than ${FRESH_DAYS} days ago`]
        : []),
      ...(fixture.version === version ? [] : [`${fixture.name} was not recorded with ${version}`])
    ]
  })
}
