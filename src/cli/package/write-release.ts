// `npm run release [-- folder]`: writes `release/`: the npm package, its bill of materials
// (CycloneDX), the release notes, and checksums. The same commit gives the same bytes.
import { execFileSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import { mkdir, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import packageJson from '../../../package.json' with { type: 'json' }
import { releaseNotes } from './release-notes.ts'

const RELEASE = process.argv[2] ?? 'release'
const { name, version } = packageJson

type Bom = {
  readonly serialNumber?: string
  readonly metadata: { readonly timestamp?: string; readonly component: { readonly name: string } }
}

const notes = releaseNotes(await readFile('CHANGELOG.md', 'utf8'), version)
await rm(RELEASE, { recursive: true, force: true })
await mkdir(RELEASE, { recursive: true })
execFileSync('npm', ['pack', '--pack-destination', RELEASE], { stdio: 'inherit' })
await writeFile(join(RELEASE, `${name}-${version}.cdx.json`), billOfMaterials())
await writeFile(join(RELEASE, 'NOTES.md'), notes)
await writeFile(join(RELEASE, 'SHA256SUMS'), await checksums())

/** Removes what differs from run to run and from folder to folder. */
function billOfMaterials(): string {
  const asked = ['sbom', '--sbom-format', 'cyclonedx', '--omit', 'dev', '--package-lock-only']
  const bom = JSON.parse(execFileSync('npm', asked, { encoding: 'utf8' })) as Bom
  const component = { ...bom.metadata.component, name }
  const metadata = { ...bom.metadata, timestamp: undefined, component }
  return `${JSON.stringify({ ...bom, serialNumber: undefined, metadata }, undefined, 2)}\n`
}

/** In the format of `sha256sum --check`. */
async function checksums(): Promise<string> {
  const lines: string[] = []
  for (const file of (await readdir(RELEASE)).toSorted()) {
    const digest = createHash('sha256').update(await readFile(join(RELEASE, file)))
    lines.push(`${digest.digest('hex')}  ${file}\n`)
  }
  return lines.join('')
}
