// The rooms' logger interface, which pino satisfies. Never log a secret or a preimage.

type Say = (facts: Readonly<Record<string, unknown>>, message: string) => void

export type Log = {
  readonly debug: Say
  readonly info: Say
  readonly warn: Say
  readonly error: Say
}

const nothing = (): void => undefined
export const SILENT: Log = { debug: nothing, info: nothing, warn: nothing, error: nothing }
