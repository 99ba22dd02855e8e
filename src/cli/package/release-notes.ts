// Extracts the section of a version from CHANGELOG.md, for the release notes.

/**
 * @param changelog the text of CHANGELOG.md: a section `## <version>` each, optionally followed by
 * a date or a word in brackets
 * @returns the section without its heading
 * @throws Error if the version has no section, or an empty one
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
