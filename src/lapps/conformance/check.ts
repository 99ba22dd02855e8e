// Checks one LApp completely: the conformance suite, the quality scale, the tier. Writes nothing.
import { draw } from './drawings.ts'
import { runSuite, type Found } from './suite.ts'
import { openSubject, type Deps, type Subject } from './subject.ts'
import { digestOf, DRAWINGS, type Granted, type Tier } from '../contract/granted.ts'
import { ANYWHERE } from '../process/reach.ts'
import { rateQuality, tierOf, type Judged } from './quality.ts'

export type Report =
  | { readonly is: 'invalid'; readonly why: string }
  | {
      readonly is: 'examined'
      readonly found: readonly Found[]
      readonly judged: readonly Judged[]
      readonly tier: Tier
      /** It may ask any public host. */
      readonly anywhere: boolean
      /** The content for `drawings.txt` and `tier.json`. */
      readonly drawings: string
      /** Lines of `drawings.txt` removed (`-`) and added (`+`), if it was redrawn. */
      readonly redrawn: readonly string[]
      readonly granted: Granted
      readonly before: Granted | undefined
    }

/** @param redraw accepts today's drawings as those that a reviewer has seen */
export async function checkLApp(folder: string, means: Deps, redraw = false): Promise<Report> {
  const opened = await openSubject(folder, means)
  if (typeof opened === 'string') return { is: 'invalid', why: opened }
  const drawings = draw(opened.card)
  const kept = opened.files.get(DRAWINGS)
  const files = new Map(opened.files)
  if (redraw) files.set(DRAWINGS, drawings)
  const subject = { ...opened, files }
  try {
    const found = await runSuite(subject)
    const judged = await rateQuality(subject, found)
    const tier = tierOf(judged)
    const granted = grant(subject, judged, tier)
    const anywhere = subject.card.manifest.hosts.includes(ANYWHERE)
    const { before } = subject
    const redrawn = redraw && kept !== undefined ? difference(kept, drawings) : []
    return { is: 'examined', found, judged, tier, anywhere, drawings, redrawn, granted, before }
  } finally {
    subject.driver.close()
  }
}

/**
 * Compares sets of lines: enough for a reader, who sees the rest in the diff of the pull request.
 */
function difference(before: string, after: string): string[] {
  const [old, drawn] = [before.split('\n'), after.split('\n')]
  return [
    ...old.filter(line => !drawn.includes(line)).map(line => `- ${line}`),
    ...drawn.filter(line => !old.includes(line)).map(line => `+ ${line}`)
  ]
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
