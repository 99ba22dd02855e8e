// The modules of a LApp's process without their types, which are removed here and not in each
// process: to load what removes them takes a tenth of a second and 18 MB.
import { readdirSync, readFileSync } from 'node:fs'
import { stripTypeScriptTypes } from 'node:module'
import { dirname, extname, join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { LAPPS } from '../installed.ts'

/** JavaScript by URL, with the lines and columns of its source. */
export type Modules = Readonly<Record<string, string>>

const emitWarning = process.emitWarning.bind(process)

export function untyped(paths: readonly string[]): Modules {
  // Node would warn once that this is experimental, which is how it runs all of us.
  process.emitWarning = () => undefined
  try {
    return Object.fromEntries(paths.map(moduleOf).filter(module => module !== undefined))
  } finally {
    process.emitWarning = emitWarning
  }
}

/** undefined for what is no TypeScript: the process reads it itself, and says what is wrong. */
function moduleOf(path: string): readonly [url: string, script: string] | undefined {
  try {
    return [pathToFileURL(path).href, stripTypeScriptTypes(readFileSync(path, 'utf8'))]
  } catch {
    return undefined
  }
}

/**
 * The modules of a LApp that comes along. An operator's own are read in its process alone: what
 * removes types may break at a text, and then fails at all that follow.
 */
export function sourcesIn(folder: string): readonly string[] {
  if (dirname(folder) !== LAPPS) return []
  try {
    return readdirSync(folder)
      .filter(name => extname(name) === '.ts')
      .map(name => join(folder, name))
  } catch {
    return []
  }
}
