// The variables that the LApps of this installation have: `LAPP_<ID>_…`. Read from their folders
// before anything runs, so that one which means nothing stops the start.
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'

/** Where they are. */
export const LAPPS = join(import.meta.dirname, '../../lapps')

/** What an operator may set for any of them, besides its secrets. */
const SETTINGS = ['URL', 'SURCHARGE'] as const

export function lappVariables(folder: string): readonly string[] {
  return readdirSync(folder, { withFileTypes: true })
    .filter(entry => entry.isDirectory() && !entry.name.startsWith('.'))
    .flatMap(({ name }) =>
      [...SETTINGS, ...secretsIn(join(folder, name, 'lapp.json'))].map(
        what => `LAPP_${name.toUpperCase().replaceAll('-', '_')}_${what}`
      )
    )
}

/** Of one that cannot be read there are none: it is not listed either, and the log says why. */
function secretsIn(path: string): readonly string[] {
  try {
    const { secrets } = JSON.parse(readFileSync(path, 'utf8')) as { readonly secrets?: unknown }
    return typeof secrets === 'object' && secrets !== null ? Object.keys(secrets) : []
  } catch {
    return []
  }
}
