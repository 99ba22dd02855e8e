// What the rooms say to the operator; pino has this shape. Never a secret, never a preimage.

type Say = (facts: Readonly<Record<string, unknown>>, message: string) => void

export type Log = {
  readonly debug: Say
  readonly info: Say
  readonly warn: Say
  readonly error: Say
}
