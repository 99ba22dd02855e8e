// Removes what Node's permission model still allows a LApp: signals to other processes, and imports
// of any module but its own.
import { lstatSync, realpathSync } from 'node:fs'
import { registerHooks } from 'node:module'
import { extname } from 'node:path'
import process from 'node:process'
import { fileURLToPath } from 'node:url'
import { SOURCE_EXTENSION } from '../../core/source-extension.ts'

/** `.js` only in the npm package, where the house itself is JavaScript. */
const FORMATS: Readonly<Record<string, string>> = {
  '.ts': 'module-typescript',
  '.js': 'module',
  '.json': 'json'
}

/** Who may import what is not the LApp's: `child-http.ts` its ky, for the first call. */
const CHILD_HTTP = new URL(`child-http${SOURCE_EXTENSION}`, import.meta.url).href
const KY = new URL('.', import.meta.resolve('ky')).href

/**
 * Called once, after all our modules but ky are loaded and before the LApp's first line runs.
 * `process.kill` and `_debugProcess` (a signal that opens any process's debugger) are not covered
 * by `--permission`, so `process` is removed altogether, and no import can bring it back.
 * @param contract the URL of `#lapp`
 * @param folder the URL of the LApp's folder, with a trailing slash
 */
export function lock(contract: string, folder: string): void {
  const home = fileURLToPath(folder)
  const realHome = realpathSync.native(home)
  for (const name of ['kill', '_kill', '_debugProcess', 'binding', '_linkedBinding', 'dlopen']) {
    Reflect.deleteProperty(process, name)
  }
  Reflect.deleteProperty(globalThis, 'process')
  registerHooks({
    resolve(specifier, context, nextResolve) {
      const { parentURL } = context
      if (specifier === '#lapp') {
        return { url: contract, format: FORMATS[extname(contract)], shortCircuit: true }
      }
      // A LApp has no module of another address than its own, and no other way to import.
      const isOurs = specifier === 'ky' ? parentURL === CHILD_HTTP : parentURL?.startsWith(KY)
      if (isOurs === true) return nextResolve(specifier, context)
      const url = URL.parse(specifier, parentURL)?.href ?? ''
      const extension = extname(url)
      const format = FORMATS[extension]
      const isIts = url.startsWith(folder) && (extension !== '.js' || contract.endsWith('.js'))
      if (!isIts || format === undefined) {
        throw new Error(`a LApp imports only '#lapp' and its own .ts and .json files: ${specifier}`)
      }
      // `--permission` follows links out of the allowed paths, so nothing is loaded through a link.
      const path = fileURLToPath(url)
      const within = path.slice(home.length - 1)
      if (realpathSync.native(path) !== realHome + within || !lstatSync(path).isFile()) {
        throw new Error(`a LApp loads only plain files, and through no link: ${specifier}`)
      }
      return { url, format, shortCircuit: true }
    }
  })
}
