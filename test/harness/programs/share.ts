// Loads one of the equal shares of the test files that may run in one process: a process takes a
// third of a second, and to load what a gateway needs takes a second and more.
import { join } from 'node:path'
import { readSources, ROOT } from '../house/sources.ts'
import { sharedTests } from '../house/unit.ts'

const SHARES = 6

/** @param share from 0 */
export async function load(share: number): Promise<void> {
  const files = sharedTests(readSources(ROOT, 'src', 'lapps', 'test'))
  // Neighbours in a folder take about as long.
  for (const file of files.filter((_, n) => n % SHARES === share)) await import(join(ROOT, file))
}
