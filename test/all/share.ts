// Loads one of the equal shares of test files that may run in one process: a process takes a third
// of a second, and to load what a gateway needs takes a second and more.
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import tap from 'tap'
import { ROOT } from '../harness/house/root.ts'
import { shareOf, type Shared } from '../harness/house/shares.ts'

/** Several minutes on two cores; it only ends what hangs. */
const LIMIT_MS = 1_200_000

/** @param share from 0 */
export async function load(kind: Shared, share: number): Promise<void> {
  const loaded = Promise.withResolvers<undefined>()
  // To load the others takes seconds in which nothing else runs: a test that had begun would find
  // its deadlines over.
  void tap.test('its files are loaded', () => loaded.promise)
  for (const file of await shareOf(kind, share)) await import(pathToFileURL(join(ROOT, file)).href)
  // What a file asks for itself is no limit of the others' with it.
  tap.setTimeout(LIMIT_MS)
  loaded.resolve(undefined)
}
