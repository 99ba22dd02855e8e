// The code of a LApp: `index.ts` of its folder; those that the npm package brings are JavaScript.
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { SOURCE_EXTENSION } from '../../core/source-extension.ts'

export function indexOf(folder: string): string {
  const index = join(folder, 'index.ts')
  return existsSync(index) ? index : join(folder, `index${SOURCE_EXTENSION}`)
}
