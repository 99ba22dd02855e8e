// Where work under way lets the rest go on: work of a network that is closed never comes back from
// there, as it would not in a process that has ended.
import { setImmediate as immediate } from 'node:timers/promises'

export type Turns = {
  readonly turn: () => Promise<unknown>
  readonly end: () => void
}

export function openTurns(): Turns {
  let over = false
  const never = new Promise<never>(() => undefined)
  return {
    turn: async () => {
      await immediate()
      return over ? never : undefined
    },
    end: () => void (over = true)
  }
}
