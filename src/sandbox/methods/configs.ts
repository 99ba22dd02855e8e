// listconfigs and setconfig, for the settings that a gateway checks before it pays.
import { CONFIGS, readConfig, setConfig, writeConfig, type Config } from '../node/config-values.ts'
import type { Network } from '../node/network.ts'
import { badParam, INVALID_PARAMS, RpcError } from '../rpc/error.ts'
import { method } from '../rpc/method.ts'
import { anything, bool, may, need, number, text } from '../rpc/params.ts'

export const listconfigs = method({ config: may(text) }, ({ network }, { config }) => {
  const names = config === undefined ? [...CONFIGS.keys()] : [config]
  return { configs: Object.fromEntries(names.map(name => [name, show(network, name)])) }
})

export const setconfig = method(
  { config: need(text), val: may(anything), transient: may(bool) },
  ({ network }, { config, val, transient }) => {
    const { value } = known(config)
    if (typeof value === 'object') throw badParam('config', 'Not a dynamic config option')
    const read = typeof value === 'boolean' ? bool : number
    const kind = transient === true ? 'transient' : 'config'
    writeConfig(network.store, config, read(val ?? true, 'val', ''), kind)
    return { config: { config, ...show(network, config) } }
  }
)

function known(name: string): Config {
  const config = CONFIGS.get(name)
  if (config) return config
  throw new RpcError(INVALID_PARAMS, `Unknown config option '${name}'`)
}

function show({ store, dir }: Network, name: string): object {
  const plugin = `/usr/libexec/c-lightning/plugins/${known(name).plugin}`
  const value = readConfig(store, name)
  if (typeof value === 'object') return { values_str: value, sources: [], plugin }
  const set = setConfig(store, name)
  return {
    value_bool: typeof value === 'boolean' ? value : undefined,
    value_int: typeof value === 'boolean' ? undefined : value,
    source: sourceOf(dir, set?.kind),
    plugin,
    dynamic: true
  }
}

function sourceOf(dir: string, kind: 'config' | 'transient' | undefined): string {
  switch (kind) {
    case undefined:
      return 'default'
    case 'transient':
      return 'setconfig transient'
    case 'config':
      return `${dir}/config.setconfig:2`
    default:
      return kind satisfies never
  }
}
