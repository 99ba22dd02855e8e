// The node's settings: defaults, and changes by setconfig.
import { readSetting, writeSetting } from './settings.ts'
import type { Store } from './store.ts'

export type Config = {
  /** A list: an option that may be given several times, and cannot be changed at run time. */
  readonly value: boolean | number | readonly string[]
  readonly plugin: string
}

/** Slow mode is on, as safe-payer.md 3.1 asks of an operator. */
export const CONFIGS: ReadonlyMap<string, Config> = new Map<string, Config>([
  ['xpay-slow-mode', { value: true, plugin: 'cln-xpay' }],
  ['xpay-handle-pay', { value: true, plugin: 'cln-xpay' }],
  ['xpay-user-layer', { value: [], plugin: 'cln-xpay' }],
  ['askrene-max-threads', { value: 4, plugin: 'cln-askrene' }],
  ['askrene-timeout', { value: 10, plugin: 'cln-askrene' }],
  ['autoclean-cycle', { value: 3600, plugin: 'autoclean' }],
  ...['succeededpays', 'failedpays', 'paidinvoices', 'expiredinvoices'].map(
    subsystem => [`autoclean-${subsystem}-age`, { value: 0, plugin: 'autoclean' }] as const
  )
])

type Kind = 'config' | 'transient'
const named = (kind: Kind, name: string): string => `${kind} ${name}`

export function readConfig(store: Store, name: string): Config['value'] | undefined {
  const set = setConfig(store, name)
  return set === undefined ? CONFIGS.get(name)?.value : set.value
}

/** The last value given to setconfig, and whether the node stores it. */
export function setConfig(
  store: Store,
  name: string
): { readonly value: Config['value']; readonly kind: Kind } | undefined {
  for (const kind of ['transient', 'config'] as const) {
    const text = readSetting(store, named(kind, name))
    if (text !== undefined && text !== '')
      return { value: JSON.parse(text) as Config['value'], kind }
  }
  return undefined
}

export function writeConfig(store: Store, name: string, value: boolean | number, kind: Kind): void {
  // A permanent value also removes a transient one (configs.c).
  writeSetting(store, named('transient', name), '')
  writeSetting(store, named(kind, name), JSON.stringify(value))
}

/** Called at each start. */
export const forgetTransient = (store: Store): void =>
  store.run(`delete from setting where name like 'transient %'`)
