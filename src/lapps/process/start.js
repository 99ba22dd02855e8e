// The first thing in a LApp's process: takes the modules whose types the gateway has removed
// (`untyped.ts`), then runs the program.
import { closeSync, readFileSync } from 'node:fs'
import { registerHooks } from 'node:module'
import process from 'node:process'

const MODULES = 3
// Without a prototype, where a LApp could add more.
const modules = Object.assign(Object.create(null), JSON.parse(readFileSync(MODULES, 'utf8')))
closeSync(MODULES)
registerHooks({
  load(url, context, next) {
    const source = modules[url]
    if (source === undefined) return next(url, context)
    return { format: 'module', source, shortCircuit: true }
  }
})
await import(process.argv[2])
