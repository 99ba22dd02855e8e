// What the operator has set for one LApp: another base address, its secrets, by `LAPP_<ID>_…`.
import type { Manifest } from './contract/manifest.ts'

export type Settings = {
  /** Another base address than the manifest's. */
  readonly url: string | undefined
  readonly secrets: Readonly<Record<string, string>>
  /** Secrets that it cannot do without and that nobody has set. */
  readonly missing: readonly string[]
}

/**
 * Base addresses of the sandbox's shops, by LApp. `https://NAME.example/`, which nobody can own
 * (RFC 2606), is the shop NAME too, for LApps that are written to learn.
 */
export type Shops = Readonly<Record<string, string>>

/** Only what the manifest names is taken, so no LApp sees what belongs to another. */
export function settingsOf(
  { id, secrets, url }: Pick<Manifest, 'id' | 'secrets' | 'url'>,
  variables: Readonly<Record<string, string>>,
  shops: Shops = {}
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
  const shop = shops[id] ?? shops[/^https:\/\/([a-z\d-]+)\.example(?:\/|$)/.exec(url)?.[1] ?? '']
  return { url: variable('URL') ?? shop, secrets: Object.fromEntries(given), missing }
}
