// A sandbox runs because somebody wants one, never because a variable was lost.
import { test } from 'tap'
import { ConfigError, readConfig } from '../../src/config.ts'
import { requireMode, type Mode } from '../../src/app/mode.ts'

const NODE = { LIGHTNING_RPC: '/x/lightning-rpc' }

type Row = readonly [env: Record<string, string>, wanted: Mode | undefined, said: RegExp | 'runs']

const ROWS: readonly Row[] = [
  [{}, undefined, 'runs'],
  [{}, 'sandbox', 'runs'],
  [{}, 'real', /^LIGHTNING_RPC must be .* for `serve`; it is not set\./],
  [NODE, undefined, 'runs'],
  [NODE, 'real', 'runs'],
  [NODE, 'sandbox', /^LIGHTNING_RPC names a real node: unset it for `sandbox`\./],
  [{ GATEWAY_MODE: 'real' }, undefined, /^LIGHTNING_RPC must be .* for GATEWAY_MODE=real; it is/],
  [{ GATEWAY_MODE: 'real' }, 'sandbox', /^GATEWAY_MODE is real, so `sandbox` must not run\./],
  [{ ...NODE, GATEWAY_MODE: 'real' }, undefined, 'runs'],
  [{ GATEWAY_MODE: 'sandbox' }, undefined, 'runs'],
  [{ GATEWAY_MODE: 'sandbox' }, 'real', /^GATEWAY_MODE is sandbox, so `serve` must not run\./],
  [
    { ...NODE, GATEWAY_MODE: 'sandbox' },
    undefined,
    /^LIGHTNING_RPC names a real node: unset it for/
  ],
  [
    { NETWORK: 'bitcoin' },
    undefined,
    /^LIGHTNING_RPC is not set, but NETWORK is, which is about a/
  ],
  [{ NODE_SHARED: 'true' }, undefined, /^LIGHTNING_RPC is not set, but NODE_SHARED is, which is/],
  [{ NETWORK: 'regtest' }, undefined, 'runs'],
  [{ DATABASE_URL: 'postgres://u:p@h/d' }, undefined, 'runs']
]

test('what runs with what is set and wanted', async t => {
  for (const [env, wanted, said] of ROWS) {
    const what = `${JSON.stringify(env)} ${String(wanted)}`
    const begin = (): unknown => requireMode(readConfig(env), wanted)
    if (said === 'runs') t.doesNotThrow(begin, what)
    else t.throws(begin, Object.assign(new ConfigError(''), { message: said }), what)
  }
})

test('a mode that is none is refused', async t => {
  t.throws(() => readConfig({ GATEWAY_MODE: 'prod' }), {
    message: /^GATEWAY_MODE must be real, wh/
  })
})
