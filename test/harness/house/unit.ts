// Which test files may run in one process, one after the other: by all that they import, and what
// that does.
import { posix } from 'node:path'
import { importsOf, type Source } from './sources.ts'

/**
 * Whose tests need their process for themselves: what they start may be killed, or they keep the
 * processor busy for long.
 */
const APART = [
  ...['node:child_process', 'node:worker_threads', 'node:cluster'],
  ...['test/e2e/harness/gateway.ts', 'test/sim/harness/payment-model.ts']
]
const BROWSER = 'playwright-core'
/** What else makes a test more than one of a unit. */
const BEYOND_UNITS = [
  ...APART,
  ...['node:http', 'node:net', 'fastify'],
  ...['pg', BROWSER, 'typescript']
]

export type Kinds = {
  /** Need nothing but their process. */
  readonly unit: readonly string[]
  /** Start servers, databases or gateways besides, and end them; no browser. */
  readonly shared: readonly string[]
  /** Look at pages in the one browser of their process. */
  readonly browser: readonly string[]
  readonly alone: readonly string[]
}

/** Every test file, once; `sources` are all files that may be imported. */
export function kindsOf(sources: readonly Source[]): Kinds {
  const left = new Set(sources.map(({ path }) => path).filter(isTest))
  const take = (found: readonly string[]): readonly string[] =>
    found.filter(path => left.delete(path))
  return {
    unit: take(without(BEYOND_UNITS, sources)),
    shared: take(without([...APART, BROWSER], ofTests(sources))),
    browser: take(without(APART, ofTests(sources))),
    alone: [...left]
  }
}

/** What the gateway itself starts ends with it. */
const ofTests = (sources: readonly Source[]): readonly Source[] =>
  sources.filter(({ path }) => path.startsWith('test/'))

function without(needs: readonly string[], sources: readonly Source[]): readonly string[] {
  const heavy = new Set(needs)
  const byPath = new Map(sources.map(source => [source.path, source]))
  const known = new Map<string, boolean>()

  function isLight(path: string): boolean {
    const before = known.get(path)
    if (before !== undefined) return before
    // Until it is known: a circle is as light as the rest of it.
    known.set(path, true)
    const source = byPath.get(path)
    const light =
      source === undefined ||
      importsOf(source).every(
        ({ target, isFile, isType }) =>
          isType || (!heavy.has(target) && (!isFile || isLight(target)))
      )
    known.set(path, light)
    return light
  }

  return sources.map(({ path }) => path).filter(path => isTest(path) && isLight(path))
}

const isTest = (path: string): boolean =>
  path.startsWith('test/') &&
  path.endsWith('.ts') &&
  !posix
    .dirname(path)
    .split('/')
    .some(folder => /^(all|harness|fixtures|bench)$/.test(folder))
