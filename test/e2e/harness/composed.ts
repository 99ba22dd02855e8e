// The whole gateway and its sandbox in the test's own process: for what it does, not for how it
// starts and ends.
import assert from 'node:assert'
import type { Test } from 'tap'
import { compose } from '../../../src/app/compose.ts'
import { takeLock } from '../../../src/app/lock.ts'
import { openLog } from '../../../src/app/log.ts'
import { requireMode } from '../../../src/app/mode.ts'
import { welcome } from '../../../src/app/welcome.ts'
import { readConfig } from '../../../src/config.ts'
import { unhindered } from '../../../src/core/step.ts'
import { sandboxHere } from '../../harness/sandbox-here.ts'
import { reached, type Gateway } from './asking.ts'
import { environment, type Env, type Place } from './place.ts'

export type Composed = Gateway & {
  /** As a signal does; the test's own end does it too. */
  readonly close: () => Promise<void>
}

/**
 * Returns once it is ready. It sees nothing of the environment of the tests, and has those LApps
 * alone that `env` names: each is a process to start.
 */
export async function composed(t: Test, at: Place, env: Env = {}): Promise<Composed> {
  const read = requireMode(readConfig({ ...environment(at), ...env }))
  const config = { ...read, offered: env['LAPPS'] === undefined ? [] : read.offered }
  let said = ''
  const log = openLog(config, { write: line => void (said += line) })
  const effects = { step: unhindered, startSandbox: sandboxHere }
  const lock = takeLock(at.dir)
  assert(lock, `${at.dir} is another gateway's`)
  const gateway = await compose(config, log, effects).catch((error: unknown) => {
    lock.release()
    throw error
  })
  said += `${welcome(gateway)}\n`
  let ended: Promise<void> | undefined
  const end = async (): Promise<void> => {
    await gateway.close()
    lock.release()
    // It says so and goes on; here nothing excuses it.
    if (said.includes('an end went wrong')) throw new Error(said)
  }
  const close = (): Promise<void> => (ended ??= end())
  t.teardown(close)
  return { ...at, ...reached(at), said: () => said, close }
}
