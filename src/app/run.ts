// Runs the gateway: locks DATA_DIR, starts everything, prints how to use it, and shuts down on a
// signal.
import packageJson from '../../package.json' with { type: 'json' }
import { compose, type Gateway } from './compose.ts'
import { ConfigError, type Config } from '../config.ts'
import { unhindered, type Step } from '../core/step.ts'
import { commands } from '../http/commands.ts'
import { takeLock } from './lock.ts'
import { openLog } from './log.ts'

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
  const gateway = await compose(config, log, step)
  welcome(gateway)
  console.log(`${await told}: ending`)
  await gateway.close()
}

/** Installed first, so that a signal during start-up is handled too. */
function toEnd(): Promise<string> {
  return new Promise(resolve => {
    for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, () => resolve(signal))
  })
}

function welcome({ url, sandbox, playground }: Gateway): void {
  if (playground !== undefined) console.log(`Try it in a browser: ${playground}\n`)
  console.log(`LApp Gateway listens on ${url} (reference: ${url}/docs)`)
  if (sandbox === undefined) return
  console.log(
    `Sandbox: make-believe money. API key: ${sandbox.api_key}\nPaste, in another terminal:\n`
  )
  for (const command of commands(url, sandbox.api_key)) console.log(`  ${command}\n`)
}
