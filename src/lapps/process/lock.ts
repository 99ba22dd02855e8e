// Takes away what Node's permission model leaves to a LApp:
// signals to other processes, and every module but its own.
import { lstatSync, realpathSync } from 'node:fs'
import { registerHooks } from 'node:module'
import process from 'node:process'
import { fileURLToPath } from 'node:url'

/**
 * Called once, before the first line of the LApp runs and after everything of ours is loaded.
 * `process.kill` and `_debugProcess` (a signal that opens the debugger of any process) are not
 * covered by `--permission`, so `process` goes altogether, and no import can bring it back.
 * @param contract the address of `#lapp`
 * @param folder the address of the LApp's folder, with a slash at its end
 */
export function lock(contract: string, folder: string): void {
  const home = fileURLToPath(folder)
  const realHome = realpathSync.native(home)
  for (const name of ['kill', '_kill', '_debugProcess', 'binding', '_linkedBinding', 'dlopen']) {
    Reflect.deleteProperty(process, name)
  }
  Reflect.deleteProperty(globalThis, 'process')
  registerHooks({
    resolve(specifier, { parentURL }) {
      if (specifier === '#lapp') {
        return { url: contract, format: 'module-typescript', shortCircuit: true }
      }
      const url = URL.parse(specifier, parentURL)?.href ?? ''
      const format = url.endsWith('.ts') ? 'module-typescript' : 'json'
      if (!url.startsWith(folder) || !/\.(ts|json)$/.test(url)) {
        throw new Error(`a LApp imports only '#lapp' and its own .ts and .json files: ${specifier}`)
      }
      // `--permission` follows links out of what it allows, so nothing is loaded through one.
      const path = fileURLToPath(url)
      const within = path.slice(home.length - 1)
      if (realpathSync.native(path) !== realHome + within || !lstatSync(path).isFile()) {
        throw new Error(`a LApp loads only plain files, and through no link: ${specifier}`)
      }
      return { url, format, shortCircuit: true }
    }
  })
}
