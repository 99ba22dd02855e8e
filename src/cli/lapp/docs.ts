// `lapp docs`: generates the catalogue in lapps/README.md from the LApps that are there.
import { readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { readFiles } from '../../lapps/contract/files.ts'
import { GRANTED, readGranted, tierNow } from '../../lapps/contract/granted.ts'
import { readManifest } from '../../lapps/contract/manifest.ts'
import { folders } from './list.ts'
import { LAPPS } from '../../lapps/installed.ts'

const BEGIN = '<!-- catalogue: written by "lapp docs" -->'
const END = '<!-- end of the catalogue -->'

export async function docs(now: Date): Promise<void> {
  const path = join(LAPPS, 'README.md')
  const text = await readFile(path, 'utf8')
  await writeFile(path, withCatalogue(text, await rows(now)))
}

/** @returns the guide with its table replaced, or appended */
export function withCatalogue(guide: string, rows: readonly string[]): string {
  const table = ['| LApp | what it does | price | tier |', '| --- | --- | --- | --- |', ...rows]
  const block = `${BEGIN}\n\n${table.join('\n')}\n\n${END}`
  const from = guide.indexOf(BEGIN)
  const to = guide.indexOf(END)
  if (from === -1 || to === -1) return `${guide.trimEnd()}\n\n${block}\n`
  return guide.slice(0, from) + block + guide.slice(to + END.length)
}

async function rows(now: Date): Promise<string[]> {
  const found = await Promise.all((await folders()).map(id => row(id, now)))
  return found.filter(line => line !== undefined)
}

async function row(id: string, now: Date): Promise<string | undefined> {
  const files = await readFiles(join(LAPPS, id))
  const read = readManifest(id, files.get('lapp.json') ?? '')
  if (read.is === 'invalid') return undefined
  const { title, summary, price } = read.manifest
  const tier = tierNow(readGranted(files.get(GRANTED)), files, now)
  const cells = [`[${title}](${id}/README.md)`, summary, price, tier]
  return `| ${cells.map(cell => cell.replaceAll('|', '\\|')).join(' | ')} |`
}
