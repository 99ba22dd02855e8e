// Which test files need nothing but their own process: by all that they import, and what that does.
import { posix } from 'node:path'
import { importsOf, type Source } from './sources.ts'

/** Servers of a process's own, which end with the test that has started them. */
const SERVERS = ['node:http', 'node:net', 'fastify']
/** Starts processes or threads, speaks to a database, drives a browser, takes minutes. */
const HEAVY = [
  'node:child_process',
  'node:worker_threads',
  'node:cluster',
  'pg',
  'playwright-core',
  'typescript',
  'test/sim/harness/explore.ts'
]

/** Those that start no server either; `sources` are all files that may be imported. */
export const unitTests = (sources: readonly Source[]): readonly string[] =>
  without([...HEAVY, ...SERVERS], sources)

/** Those that do, and nothing else. */
export function serverTests(sources: readonly Source[]): readonly string[] {
  const unit = new Set(unitTests(sources))
  return without(HEAVY, sources).filter(path => !unit.has(path))
}

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

export const isTest = (path: string): boolean =>
  path.startsWith('test/') &&
  path.endsWith('.ts') &&
  !posix
    .dirname(path)
    .split('/')
    .some(folder => /^(harness|fixtures|bench)$/.test(folder))
