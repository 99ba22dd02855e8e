import { readFileSync } from 'node:fs'
import { test } from 'tap'
import packageJson from '../../../package.json' with { type: 'json' }
import { releaseNotes } from '../../../src/cli/package/release-notes.ts'

const TWO =
  '# Changelog\n\n## 0.10.0 (2026-12-01)\n\n- later\n\n## 0.1.0\n\n### For all\n\n- first\n'

test('a version has its own section, not that of one whose number begins alike', async t => {
  t.equal(releaseNotes(TWO, '0.10.0'), '- later\n')
  t.equal(releaseNotes(TWO, '0.1.0'), '### For all\n\n- first\n')
})

test('a version of which nothing is said is not released', async t => {
  t.throws(() => releaseNotes(TWO, '0.2.0'), { message: /## 0\.2\.0/ })
  t.throws(() => releaseNotes('## 0.2.0\n\n## 0.1.0\n- first\n', '0.2.0'))
})

test('the changelog has a section of the version that this is', async t => {
  const changelog = readFileSync(new URL('../../../CHANGELOG.md', import.meta.url), 'utf8')
  t.match(releaseNotes(changelog, packageJson.version), /^### For operators and callers/)
})
