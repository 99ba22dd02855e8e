// The extension of files that are started by path (processes, workers): `.ts` in a clone, `.js` in
// the npm package, since Node strips no types below node_modules.
import { extname } from 'node:path'

export const SOURCE_EXTENSION = extname(import.meta.filename)
