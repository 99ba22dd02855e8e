// Ctrl-Z (SIGTSTP) lets a long run wait where nothing is under way, and SIGCONT lets it go on.

export type Pause = {
  /** Passes at once, or when it goes on. */
  readonly here: () => Promise<void>
  /** One less is at work. */
  readonly leave: () => void
}

/** @param say is told when all that work have come to their place */
export function pauses(workers: number, say: (line: string) => void): Pause {
  let working = workers
  let goingOn: PromiseWithResolvers<void> | undefined
  const tell = (): void => {
    if (goingOn !== undefined && working === 0) say('paused')
  }
  process.on('SIGTSTP', () => {
    goingOn ??= Promise.withResolvers()
    tell()
  })
  process.on('SIGCONT', () => {
    goingOn?.resolve()
    goingOn = undefined
  })
  return {
    async here() {
      if (goingOn === undefined) return
      working--
      tell()
      await goingOn.promise
      working++
    },
    leave() {
      working--
      tell()
    }
  }
}
