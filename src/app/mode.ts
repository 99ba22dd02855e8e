// Chooses between real node and sandbox by what the operator asked for, so that a lost variable
// never starts a gateway with simulated money.
import { ConfigError, type Config } from '../config.ts'
import type { TransportSettings } from '../lightning/open-transport.ts'

export type Mode = 'real' | 'sandbox'

/**
 * @param wanted the mode that the command names; plain `npm start` names none
 * @throws {ConfigError}
 */
export function requireMode(config: Config, wanted?: Mode): Config {
  const { mode, sandbox, door } = config
  if (wanted !== undefined && mode !== undefined && wanted !== mode) {
    throw new ConfigError(`GATEWAY_MODE is ${mode}, so \`${COMMANDS[wanted]}\` must not run.`)
  }
  const want = wanted ?? mode
  const because = wanted === undefined ? `GATEWAY_MODE=${String(want)}` : `\`${COMMANDS[wanted]}\``
  if (want === 'sandbox' && door !== undefined) {
    throw new ConfigError(`${NAMED_BY[door.is]} names a real node: unset it for ${because}.`)
  }
  if (want === 'real' && sandbox) {
    throw new ConfigError(
      `LIGHTNING_RPC must be the path of your lightningd's lightning-rpc socket for ${because}; ` +
        'it is not set. To try it out with make-believe money, run the command `sandbox`.'
    )
  }
  const lost = want === undefined && sandbox ? ofANode(config) : undefined
  if (lost !== undefined) {
    throw new ConfigError(
      `LIGHTNING_RPC is not set, but ${lost} is, which is about a real node: set it, or unset ${lost}.`
    )
  }
  return config
}

const NAMED_BY = {
  socket: 'LIGHTNING_RPC',
  clnrest: 'CLNREST_URL',
  sparko: 'SPARKO_URL'
} as const satisfies Record<TransportSettings['is'], string>

const COMMANDS = { real: 'serve', sandbox: 'sandbox' } as const satisfies Record<Mode, string>

/** Defaults for the sandbox's node, which is on regtest. */
function ofANode({ network, nodeShared }: Config): string | undefined {
  if (network !== undefined && network !== 'regtest') return 'NETWORK'
  return nodeShared ? 'NODE_SHARED' : undefined
}
