// Removes what Node's permission model still allows a LApp: signals to other processes, and imports
// of any module but its own.
import { readdirSync } from 'node:fs'
import { registerHooks, syncBuiltinESMExports } from 'node:module'
import { extname, join } from 'node:path'
import process from 'node:process'
import { fileURLToPath, pathToFileURL } from 'node:url'
import { SOURCE_EXTENSION } from '../../core/source-extension.ts'

type Format = 'module-typescript' | 'module' | 'json'

/** Who may import what is not the LApp's: `child-http.ts` its ky, for the first call. */
const CHILD_HTTP = new URL(`child-http${SOURCE_EXTENSION}`, import.meta.url).href
const KY = import.meta.resolve('ky')

/**
 * Called once, after all our modules but ky are loaded and before the LApp's first line runs.
 * `process.kill` and `_debugProcess` (a signal that opens any process's debugger) are not covered
 * by `--permission`, so `process` is removed altogether, and no import can bring it back. What may
 * be imported is listed before: a LApp may change what the language's own methods answer.
 * @param contract the URL of `#lapp`
 * @param folder the URL of the LApp's folder, with a trailing slash
 */
export function lock(contract: string, folder: string): void {
  // `.js` only in the npm package, where the house itself is JavaScript.
  const isPacked = contract.endsWith('.js')
  const contractFormat = isPacked ? 'module' : 'module-typescript'
  const own = listed(folder, isPacked ? OF_PACKAGE : OF_SOURCE)
  const ofKy = listed(new URL('.', KY).href, { '.js': 'module' })
  for (const name of ['kill', '_kill', '_debugProcess', 'binding', '_linkedBinding', 'dlopen']) {
    Reflect.deleteProperty(process, name)
  }
  // Else the names that `node:process` exports would stay what they were.
  syncBuiltinESMExports()
  Reflect.deleteProperty(globalThis, 'process')
  registerHooks({
    resolve(specifier, { parentURL = '' }) {
      if (specifier === '#lapp') {
        return { url: contract, format: contractFormat, shortCircuit: true }
      }
      if (specifier === 'ky' && parentURL === CHILD_HTTP) {
        return { url: KY, format: 'module', shortCircuit: true }
      }
      const url = URL.parse(specifier, parentURL)?.href ?? ''
      // ky's files are for ky's files.
      const format = ofKy[parentURL] === undefined ? own[url] : ofKy[url]
      if (format === undefined) {
        throw new Error(
          `a LApp imports only '#lapp' and its own files, .ts or .json, through no link: ${specifier}`
        )
      }
      return { url, format, shortCircuit: true }
    }
  })
}

const OF_SOURCE = { '.ts': 'module-typescript', '.json': 'json' } as const
const OF_PACKAGE = { ...OF_SOURCE, '.js': 'module' } as const

type Files = Readonly<Record<string, Format | undefined>>

/**
 * The plain files below a folder and how they are read, by URL; without a prototype, where anybody
 * could add more. `--permission` follows links out of the allowed paths, so none is in the list.
 */
function listed(folder: string, formats: Readonly<Record<string, Format>>): Files {
  const files = Object.create(null) as Record<string, Format>
  function add(path: string): void {
    // Not `recursive`, which goes through links.
    for (const entry of readdirSync(path, { withFileTypes: true })) {
      const format = formats[extname(entry.name)]
      const own = join(path, entry.name)
      if (entry.isDirectory()) add(own)
      else if (entry.isFile() && format !== undefined) files[pathToFileURL(own).href] = format
    }
  }
  add(fileURLToPath(folder))
  return Object.freeze(files)
}
