// Runs tests on mutants, one after the other, in this process: modules that reach the
// mutated file are loaded anew for each, all others once.
import fc from 'fast-check'
import { registerHooks } from 'node:module'
import { pathToFileURL } from 'node:url'
import { passes } from './tap.ts'

export type Job = {
  /** Paths. */
  readonly file: string
  readonly tests: readonly string[]
  /** What imports the file, directly or through others; the tests among them. */
  readonly affected: readonly string[]
  readonly text: string
}

// The same mutant is caught or survives, whoever runs it.
fc.configureGlobal({ seed: 1, endOnFailure: true })

const MARK = /\?mutant=\d+$/
const TAP = new URL('tap.ts', import.meta.url).href
let job: Job = { file: '', tests: [], affected: [], text: '' }
let affected = new Set<string>()
let count = 0

registerHooks({
  resolve(specifier, context, next) {
    const mark = MARK.exec(context.parentURL ?? '')?.[0]
    if (mark === undefined) return next(specifier, context)
    if (specifier === 'tap') return { url: TAP, shortCircuit: true }
    const found = next(specifier, context)
    return affected.has(found.url) ? { ...found, url: found.url + mark } : found
  },
  load(url, context, next) {
    const isMutant = MARK.test(url) && url.replace(MARK, '') === pathToFileURL(job.file).href
    return isMutant
      ? { format: 'module-typescript', source: job.text, shortCircuit: true }
      : next(url, context)
  }
})

process.on('message', (asked: Job) => {
  job = asked
  affected = new Set([job.file, ...job.affected].map(path => pathToFileURL(path).href))
  const mark = `?mutant=${++count}`
  void passes(async () => {
    for (const test of job.tests) await import(pathToFileURL(test).href + mark)
  }).then(passed => process.send?.(passed))
})
