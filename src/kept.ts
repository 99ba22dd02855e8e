// What runs beside the gateway, the embedded database or the make-believe
// node: brought back when it dies, ended with the gateway.

export type Companion = {
  readonly runs: () => Promise<boolean>
  readonly stop: () => Promise<void>
}

export type Kept<T extends Companion> = {
  readonly now: () => T
  /** Starts it anew if it has died; whether it had. For a schedule. */
  readonly revive: () => Promise<boolean>
  readonly stop: () => Promise<void>
}

/** @param again how to start it where it was, so that whoever knows its address finds it there */
export function kept<T extends Companion>(first: T, again: (dead: T) => Promise<T>): Kept<T> {
  let current = first
  let reviving: Promise<boolean> = Promise.resolve(false)

  async function look(): Promise<boolean> {
    if (await current.runs()) return false
    current = await again(current)
    return true
  }

  return {
    now: () => current,
    revive: () => (reviving = look()),
    // One that is just being brought back would otherwise outlive us.
    stop: async () => {
      await reviving.catch(() => undefined)
      await current.stop()
    }
  }
}
