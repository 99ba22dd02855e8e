// The tests that need servers of this process besides, but no other process: one file after the
// other, as those of `unit.ts`.
import { join } from 'node:path'
import { readSources, ROOT } from './house/sources.ts'
import { serverTests } from './house/unit.ts'

for (const file of serverTests(readSources(ROOT, 'src', 'lapps', 'test')))
  await import(join(ROOT, file))
