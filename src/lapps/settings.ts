// What the operator has set for one LApp: another base address, its secrets, by `LAPP_<ID>_…`.
import type { Manifest } from './manifest.ts'

export type Settings = {
  /** Another base address than the manifest's. */
  readonly url: string | undefined
  readonly secrets: Readonly<Record<string, string>>
  /** Secrets that it cannot do without and that nobody has set. */
  readonly missing: readonly string[]
}

/** Only what the manifest names is taken, so no LApp sees what belongs to another. */
export function settingsOf(
  { id, secrets }: Pick<Manifest, 'id' | 'secrets'>,
  variables: Readonly<Record<string, string>>
): Settings {
  const variable = (name: string): string | undefined =>
    variables[`LAPP_${id.toUpperCase().replaceAll('-', '_')}_${name}`]
  const given = Object.keys(secrets).flatMap(name => {
    const value = variable(name)
    return value === undefined ? [] : [[name, value] as const]
  })
  const missing = Object.entries(secrets)
    .filter(([name, { optional }]) => !optional && variable(name) === undefined)
    .map(([name]) => name)
  return { url: variable('URL'), secrets: Object.fromEntries(given), missing }
}
