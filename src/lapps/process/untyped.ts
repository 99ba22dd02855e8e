// The modules of a LApp's process without their types, which are removed here and not in each
// process: to load what removes them takes a tenth of a second and 18 MB.
import { readdirSync, readFileSync } from 'node:fs'
import { stripTypeScriptTypes } from 'node:module'
import { extname, join } from 'node:path'
import { pathToFileURL } from 'node:url'

/** JavaScript by URL, with the lines and columns of its source. */
export type Modules = Readonly<Record<string, string>>

const emitWarning = process.emitWarning.bind(process)

/**
 * Files that are no TypeScript, or cannot be read as such, are left out: the process reads them
 * itself, and says what is wrong with them.
 */
export function untyped(paths: readonly string[]): Modules {
  // Node would warn once that this is experimental, which is how it runs all of us.
  process.emitWarning = () => undefined
  try {
    const found = paths.filter(path => extname(path) === '.ts').map(moduleOf)
    return Object.fromEntries(found.filter(module => module !== undefined))
  } finally {
    process.emitWarning = emitWarning
  }
}

function moduleOf(path: string): readonly [url: string, script: string] | undefined {
  try {
    return [pathToFileURL(path).href, stripTypeScriptTypes(readFileSync(path, 'utf8'))]
  } catch {
    return undefined
  }
}

/**
 * Plain files only, as in `lock.ts`: what is behind a link is not the LApp's. None of a folder that
 * cannot be read: the process says that.
 */
export function filesIn(folder: string): readonly string[] {
  try {
    return readdirSync(folder, { withFileTypes: true, recursive: true })
      .filter(entry => entry.isFile())
      .map(({ parentPath, name }) => join(parentPath, name))
  } catch {
    return []
  }
}
