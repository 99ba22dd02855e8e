// `serve`: the gateway by its configuration, as `npm start`;
// `sandbox`: the same, but refusing to run on real money.
import { Command } from 'commander'
import { ConfigError, readConfig } from '../config.ts'
import { run } from '../run.ts'

export const serve = (): readonly Command[] => [
  new Command('serve')
    .description('run the gateway; with no node configured, on a make-believe network')
    .action(() => run(readConfig())),
  new Command('sandbox').description('run the gateway on a make-believe network').action(() => {
    const config = readConfig()
    if (!config.sandbox) {
      throw new ConfigError('LIGHTNING_RPC names a real node: unset it to run the sandbox.')
    }
    return run(config)
  })
]
