// Reads the operator's settings of one LApp, its base URL and its secrets, from `LAPP_<ID>_…`.
import type { Manifest } from './contract/manifest.ts'

export type Settings = {
  /** Replaces the manifest's base URL. */
  readonly url: string | undefined
  readonly secrets: Readonly<Record<string, string>>
  /** Required secrets that are not set. */
  readonly missing: readonly string[]
}

/**
 * Base URLs of the sandbox's shops, by LApp. `https://NAME.example/`, which nobody can own (RFC
 * 2606), also means the shop NAME, for tutorial LApps.
 */
export type Shops = Readonly<Record<string, string>>

/** Passes only what the manifest names, so that no LApp sees another's settings. */
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
