// Creates DATA_DIR or checks that it is usable, before anything starts in it.
import { mkdirSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { ConfigError } from '../config.ts'
import { isSystemError, systemErrorText } from '../core/system-error.ts'

/** @throws {ConfigError} that says why it cannot be written to */
export function takeDataDir(dir: string): void {
  const probe = join(dir, `.probe-${process.pid}`)
  try {
    mkdirSync(dir, { recursive: true, mode: 0o700 })
    writeFileSync(probe, '')
    rmSync(probe)
  } catch (error) {
    if (!isSystemError(error)) throw error
    throw new ConfigError(
      `DATA_DIR must be a folder that can be written to; ${systemErrorText(error)}`
    )
  }
}
