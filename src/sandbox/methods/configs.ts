// listconfigs and setconfig, for the settings that a gateway looks at before it pays.
import { readSetting, writeSetting } from '../settings.ts'
import type { Network } from '../network.ts'
import { INVALID_PARAMS, RpcError } from '../rpc/error.ts'
import { method } from '../rpc/method.ts'
import { anything, bool, may, need, number, text } from '../rpc/params.ts'

type Config = { readonly value: boolean | number; readonly plugin: string }

/** Slow mode is on: it is what safe-payer.md 3.1 asks of an operator. */
const CONFIGS: ReadonlyMap<string, Config> = new Map([
  ['xpay-slow-mode', { value: true, plugin: 'cln-xpay' }],
  ['xpay-handle-pay', { value: true, plugin: 'cln-xpay' }],
  ['autoclean-cycle', { value: 3600, plugin: 'autoclean' }],
  ...['succeededpays', 'failedpays', 'paidinvoices', 'expiredinvoices'].map(
    subsystem => [`autoclean-${subsystem}-age`, { value: 0, plugin: 'autoclean' }] as const
  )
])

export const listconfigs = method({ config: may(text) }, ({ network }, { config }) => {
  const names = config === undefined ? [...CONFIGS.keys()] : [config]
  return { configs: Object.fromEntries(names.map(name => [name, show(network, name)])) }
})

export const setconfig = method(
  { config: need(text), val: may(anything), transient: may(bool) },
  ({ network }, { config, val }) => {
    const read = typeof known(config).value === 'boolean' ? bool : number
    writeSetting(network.store, `config ${config}`, JSON.stringify(read(val ?? true, 'val', '')))
    return { config: { config, ...show(network, config) } }
  }
)

function known(name: string): Config {
  const config = CONFIGS.get(name)
  if (config) return config
  throw new RpcError(INVALID_PARAMS, `Unknown config option '${name}'`)
}

function show(network: Network, name: string): object {
  const { value: initial, plugin } = known(name)
  const set = readSetting(network.store, `config ${name}`)
  const value = set === undefined ? initial : (JSON.parse(set) as boolean | number)
  return {
    ...(typeof value === 'boolean' ? { value_bool: value } : { value_int: value }),
    source: set === undefined ? 'default' : `${network.dir}/config.setconfig:2`,
    plugin: `/usr/libexec/c-lightning/plugins/${plugin}`,
    dynamic: true
  }
}
