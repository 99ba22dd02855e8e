// The section of CHANGELOG.md that a version has, for whoever reads of a release.

/**
 * @param changelog the text of CHANGELOG.md: a section `## <version>` each, with a date or a word
 *   in brackets behind it
 * @returns the section without its heading
 * @throws Error where the version has none, or nothing in it
 */
export function releaseNotes(changelog: string, version: string): string {
  const sections = changelog.split(/^## /m).slice(1)
  const [own] = sections.filter(section => /^\S+/.exec(section)?.[0] === version)
  const notes = own?.slice(own.indexOf('\n')).trim() ?? ''
  if (notes === '') {
    throw new Error(`CHANGELOG.md says nothing of ${version}: write its section \`## ${version}\`.`)
  }
  return `${notes}\n`
}
