// Run by `npm pack` (`prepack`): writes `dist/`, the contents of the npm package.
import { execFileSync } from 'node:child_process'
import { cp, mkdir, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import packageJson from '../../../package.json' with { type: 'json' }
import { readFiles } from '../../lapps/contract/files.ts'
import { digestOf, GRANTED, readGranted } from '../../lapps/contract/granted.ts'
import { packed } from './packed.ts'

const DIST = 'dist'
const LIST = ['ls-files', '-z', '--cached', '--others', '--exclude-standard']
/** Folders that the gateway reads. `lapp check` and `lapp try` replay the LApps' recordings. */
const FOLDERS = ['src', 'lapps', 'schemas', 'openapi']

await rm(DIST, { recursive: true, force: true })
for (const path of tracked()) {
  const target = join(DIST, path.replace(/\.ts$/, '.js'))
  await mkdir(dirname(target), { recursive: true })
  if (path.endsWith('.ts')) await writeFile(target, packed(await readFile(path, 'utf8')))
  else await cp(path, target)
}
const folders = await readdir('lapps', { withFileTypes: true })
for (const one of folders) if (one.isDirectory()) await grantAnew(one.name)
const { name, version, type, engines } = packageJson
const imports = { '#lapp': packageJson.imports['#lapp'].replace(/\.ts$/, '.js') }
const own = { name, version, type, engines, imports }
await writeFile(join(DIST, 'package.json'), `${JSON.stringify(own, undefined, 2)}\n`)

/** Transfers the tier granted to a LApp to the same code without its types. */
async function grantAnew(lapp: string): Promise<void> {
  const granted = await readFile(join('lapps', lapp, GRANTED), 'utf8').catch(() => undefined)
  const found = readGranted(granted)
  if (found?.digest !== digestOf(await readFiles(join('lapps', lapp)))) return
  const digest = digestOf(await readFiles(join(DIST, 'lapps', lapp)))
  await writeFile(join(DIST, 'lapps', lapp, GRANTED), JSON.stringify({ ...found, digest }))
}

/** Files that git tracks, or would add: ignored files are not published. */
function tracked(): readonly string[] {
  const listed = execFileSync('git', [...LIST, ...FOLDERS], { encoding: 'utf8' })
  return listed.split('\0').filter(path => path !== '')
}
