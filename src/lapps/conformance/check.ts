// Examines one LApp, all of it: the conformance suite, the quality scale, the tier. Writes nothing.
import { draw } from './drawings.ts'
import { examine, type Found } from './suite.ts'
import { openSubject, type Means, type Subject } from './subject.ts'
import { digestOf, type Granted, type Tier } from '../contract/granted.ts'
import { ANYWHERE } from '../process/reach.ts'
import { judgeQuality, tierOf, type Judged } from './quality.ts'

export type Report =
  | { readonly is: 'invalid'; readonly why: string }
  | {
      readonly is: 'examined'
      readonly found: readonly Found[]
      readonly judged: readonly Judged[]
      readonly tier: Tier
      /** It may ask any public host. */
      readonly anywhere: boolean
      /** For `drawings.txt` and `tier.json`. */
      readonly drawings: string
      readonly granted: Granted
      readonly before: Granted | undefined
    }

export async function checkLApp(folder: string, means: Means): Promise<Report> {
  const subject = await openSubject(folder, means)
  if (typeof subject === 'string') return { is: 'invalid', why: subject }
  try {
    const found = await examine(subject)
    const judged = await judgeQuality(subject, found)
    const tier = tierOf(judged)
    const granted = grant(subject, judged, tier)
    const drawings = draw(subject.card)
    const anywhere = subject.card.manifest.hosts.includes(ANYWHERE)
    const { before } = subject
    return { is: 'examined', found, judged, tier, anywhere, drawings, granted, before }
  } finally {
    subject.driver.close()
  }
}

function grant(subject: Subject, judged: readonly Judged[], tier: Tier): Granted {
  const { card, fixtures, files, now } = subject
  const exempt = judged.flatMap(({ id, finding }) =>
    'exempt' in finding ? [[id, finding.exempt] as const] : []
  )
  return {
    tier,
    version: card.manifest.version,
    checked: now.toISOString().slice(0, 10),
    recorded: fixtures.map(({ recorded }) => recorded).sort()[0],
    digest: digestOf(files),
    input: card.input,
    output: card.output,
    exempt: Object.fromEntries(exempt)
  }
}
