// The tests that need nothing but this process: `npm run test:unit`, and one of the programs of
// `npm test`. What fails says in which file it is.
import { load } from './share.ts'

await load('unit', 0)
