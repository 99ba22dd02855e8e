// The tests that need nothing but this process, one file after the other in it: `npm run
// test:unit`, and one of the programs of `npm test`. What fails says in which file it is.
import { join } from 'node:path'
import { readSources, ROOT } from '../harness/house/sources.ts'
import { unitTests } from '../harness/house/unit.ts'

for (const file of unitTests(readSources(ROOT, 'src', 'lapps', 'test')))
  await import(join(ROOT, file))
