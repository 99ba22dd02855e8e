// What each program of `npm test` runs. To parse all files takes seconds of the processor, so that
// the first that asks keeps the answer for the others, as long as no file changes.
import { hash } from 'node:crypto'
import { globSync, mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { ROOT } from './root.ts'
import type { Kinds } from './unit.ts'

const CACHE = join(ROOT, 'node_modules/.cache')
const KEPT = join(CACHE, 'test-kinds.json')

/** How many programs of `test/all` share each kind. */
export const SHARES = { unit: 1, shared: 6, browser: 2 } as const
export type Shared = keyof typeof SHARES

/** @param share from 0 */
export async function shareOf(kind: Shared, share: number): Promise<readonly string[]> {
  const files = (await kinds())[kind]
  // Neighbours in a folder take about as long.
  return files.filter((_, n) => n % SHARES[kind] === share)
}

export async function kinds(): Promise<Kinds> {
  const key = keyOf(globSync('{src,lapps,test}/**/*.{ts,js}', { cwd: ROOT }).toSorted())
  const kept = read()
  if (kept?.key === key) return kept.kinds
  const [{ kindsOf }, { readSources }] = await Promise.all([
    import('./unit.ts'),
    import('./sources.ts')
  ])
  const found = kindsOf(readSources(ROOT, 'src', 'lapps', 'test'))
  keep({ key, kinds: found })
  return found
}

type Kept = { readonly key: string; readonly kinds: Kinds }

const keyOf = (paths: readonly string[]): string =>
  hash('sha256', JSON.stringify(paths.map(path => [path, readFileSync(join(ROOT, path), 'utf8')])))

function read(): Kept | undefined {
  try {
    return JSON.parse(readFileSync(KEPT, 'utf8')) as Kept
  } catch {
    return undefined
  }
}

/** Whole or not at all: several programs may look. */
function keep(kept: Kept): void {
  mkdirSync(CACHE, { recursive: true })
  writeFileSync(`${KEPT}.${process.pid}`, JSON.stringify(kept))
  renameSync(`${KEPT}.${process.pid}`, KEPT)
}
