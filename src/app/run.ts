// Runs the gateway: locks DATA_DIR, starts everything, prints how to use it, and shuts down on a
// signal.
import packageJson from '../../package.json' with { type: 'json' }
import { flushCompileCache } from 'node:module'
import { compose } from './compose.ts'
import { ConfigError, type Config } from '../config.ts'
import { unhindered, type Step } from '../core/step.ts'
import { takeLock } from './lock.ts'
import { openLog } from './log.ts'
import { startSandbox } from '../sandbox/spawn.ts'
import { welcome } from './welcome.ts'

/**
 * @throws {ConfigError
 * AppError} as one line for the operator with exit code 2; whatever had started is stopped again.
 */
export async function run(config: Config, step = unhindered): Promise<void> {
  const lock = takeLock(config.dataDir)
  if (lock === undefined) {
    throw new ConfigError(
      `A gateway runs on ${config.dataDir} already: use it, or choose another DATA_DIR.`
    )
  }
  try {
    await serve(config, step)
  } finally {
    lock.release()
  }
}

async function serve(config: Config, step: Step): Promise<void> {
  const told = toEnd()
  const log = openLog(config)
  log.info({ version: packageJson.version }, 'LApp Gateway starts')
  const gateway = await compose(config, log, { step, startSandbox })
  // Node writes it when a process ends, which one that is killed never does.
  flushCompileCache()
  console.log(welcome(gateway))
  console.log(`${await told}: ending`)
  await gateway.close()
}

/** Installed first, so that a signal during start-up is handled too. */
function toEnd(): Promise<string> {
  return new Promise(resolve => {
    for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, () => resolve(signal))
  })
}
