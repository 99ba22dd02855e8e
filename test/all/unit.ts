// The tests that need nothing but this process: `npm run test:unit`, and one of the programs of
// `npm test`. What fails says in which file it is.
import { unitTests } from '../harness/house/unit.ts'
import { load } from './share.ts'

await load(unitTests, 0, 1)
