// Takes away what Node's permission model leaves to a LApp:
// signals to other processes, and every module but its own.
import { registerHooks } from 'node:module'
import process from 'node:process'

/**
 * Called once, before the first line of the LApp runs and after everything of ours is loaded.
 * `process.kill` and `_debugProcess` (a signal that opens the debugger of any process) are not
 * covered by `--permission`, so `process` goes altogether, and no import can bring it back.
 * @param contract the address of `#lapp`
 * @param folder the address of the LApp's folder, with a slash at its end
 */
export function lock(contract: string, folder: string): void {
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
      return { url, format, shortCircuit: true }
    }
  })
}
