// C1: the texts beside the code. (An invalid lapp.json or form was rejected before.)
import type { Finding } from './finding.ts'
import type { Subject } from './subject.ts'

export const HEADINGS = ['What you get', 'What you need', 'Limits', 'If something goes wrong']
const ICON_MAX_BYTES = 4_096

export const checkFacts = (subject: Subject): Finding => [
  ...readmeProblems(subject),
  ...iconProblems(subject),
  ...subject.unreadable
]

/** README.md becomes the LApp's page: it needs its four headings, each with text. */
export function readmeProblems({ files }: Pick<Subject, 'files'>): string[] {
  const readme = files.get('README.md')
  if (readme === undefined) return ['README.md is missing']
  return HEADINGS.flatMap(heading => {
    const text = section(readme, heading)
    if (text === undefined) return [`README.md has no heading "## ${heading}"`]
    return text.length < 20 ? [`README.md says nothing under "${heading}"`] : []
  })
}

export function section(readme: string, heading: string): string | undefined {
  const after = readme.split(/^## /m).find(part => part.startsWith(`${heading}\n`))
  return after?.slice(heading.length).trim()
}

/** Icons are shown on our own pages, so an SVG may contain nothing active. */
export function iconProblems({ files }: Pick<Subject, 'files'>): string[] {
  const icon = files.get('icon.svg')
  if (icon === undefined) return ['icon.svg is missing']
  const rules: [boolean, string][] = [
    [Buffer.byteLength(icon) > ICON_MAX_BYTES, 'is larger than 4 KB'],
    [!/^\s*<svg[\s>]/.test(icon), 'does not begin with <svg'],
    [!/viewBox="0 0 24 24"/.test(icon), 'is not 24 × 24 (viewBox="0 0 24 24")'],
    [/<(script|foreignObject|image|use|a|iframe|style|animate|set)\b/i.test(icon), 'is no drawing'],
    [/\s(on\w+|href|xlink:href|src)\s*=/i.test(icon), 'has a script or a link'],
    [/url\s*\(|<!|<\?|javascript:|data:/i.test(icon), 'points elsewhere']
  ]
  return rules.flatMap(([wrong, why]) => (wrong ? [`icon.svg ${why}`] : []))
}
