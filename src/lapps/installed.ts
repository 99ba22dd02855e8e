// Lists the variables of the installed LApps: `LAPP_<ID>_…`. Read from their folders before
// anything runs, so that an unknown one stops the start.
import { readdirSync, readFileSync, statSync } from 'node:fs'
import { join } from 'node:path'

/** The folder that contains them. */
export const LAPPS = join(import.meta.dirname, '../../lapps')

/** Settings of every LApp, besides its secrets. */
const SETTINGS = ['URL', 'SURCHARGE'] as const

/** @param folders `LAPPS`, and the operator's own (`LAPPS_DIR`) */
export function lappVariables(...folders: readonly string[]): readonly string[] {
  return folders.flatMap(variablesIn)
}

function variablesIn(folder: string): readonly string[] {
  return readdirSync(folder, { withFileTypes: true })
    .filter(entry => entry.isDirectory() && !entry.name.startsWith('.'))
    .flatMap(({ name }) =>
      [...SETTINGS, ...secretsIn(join(folder, name, 'lapp.json'))].map(
        what => `LAPP_${name.toUpperCase().replaceAll('-', '_')}_${what}`
      )
    )
}

/** None for an unreadable LApp: it is not listed either, and the log says why. */
function secretsIn(path: string): readonly string[] {
  try {
    const { secrets } = JSON.parse(readFileSync(path, 'utf8')) as { readonly secrets?: unknown }
    return typeof secrets === 'object' && secrets !== null ? Object.keys(secrets) : []
  } catch {
    return []
  }
}

/** Of a folder with LApps of the operator's own. */
export function whyNotOpened(folder: string): string | undefined {
  if (!statSync(folder, { throwIfNoEntry: false })?.isDirectory()) {
    return `LAPPS_DIR must be a folder with a LApp in each of its folders; ${folder} is none.`
  }
  const ours = readdirSync(LAPPS, { withFileTypes: true }).filter(entry => entry.isDirectory())
  const twice = ours.find(({ name }) => readdirSync(folder).includes(name))
  return twice && `LAPPS_DIR has ${twice.name}, which comes along: give it another name.`
}
