// How our own files are called where they run: `.ts` in a clone, `.js` in the npm package, below
// whose node_modules Node strips no types. For what is started by its path: processes, workers.
import { extname } from 'node:path'

export const SOURCE_EXTENSION = extname(import.meta.filename)
