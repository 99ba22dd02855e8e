// What a command knows of where it was typed: the settings, both streams, and whether somebody can
// be asked. Nothing else of this process is read or written by a command.
import type { Config } from '../config.ts'

export type Shell = {
  /** @throws {ConfigError} */
  readonly readConfig: () => Config
  /** `log` for results, `error` for what is wrong. */
  readonly console: Pick<Console, 'log' | 'error'>
  /** undefined if nobody sits there. */
  readonly keyboard: () => Keyboard | undefined
}

export type Keyboard = {
  readonly input: NodeJS.ReadableStream
  readonly output: NodeJS.WritableStream
}

/** The command has said all there is to say; what is left is its exit code. */
export class Ended extends Error {
  override readonly name = 'Ended'
  readonly code: number

  constructor(code: number) {
    super(`ended with ${code}`)
    this.code = code
  }
}
