// askrene's queue of searches: at most `askrene-max-threads` run at once, the others wait, first
// in, first out (askrene.c: json_getroutes, destroy_live_command).
import { setImmediate as turn } from 'node:timers/promises'

export class Queue {
  #live = 0
  readonly #waiters: (() => void)[] = []
  readonly #maxThreads: () => number

  constructor(maxThreads: () => number) {
    this.#maxThreads = maxThreads
  }

  /**
   * Runs `work` in its turn. As askrene does: one that comes while there is room begins at once,
   * whoever waits; the end of one wakes one, if there is room then; a larger number wakes nobody.
   */
  async live<T>(work: () => Promise<T>): Promise<T> {
    if (this.#live >= this.#maxThreads()) {
      const { promise, resolve } = Promise.withResolvers<undefined>()
      this.#waiters.push(() => resolve(undefined))
      await promise
    } else this.#live++
    try {
      return await work()
    } finally {
      this.#ended()
    }
  }

  #ended(): void {
    this.#live--
    if (this.#live >= this.#maxThreads()) return
    const waiter = this.#waiters.shift()
    if (waiter === undefined) return
    this.#live++
    waiter()
  }
}

/** A plugin's inbox: what comes is looked at in its order, and not at all while it stands still. */
export class Inbox {
  #before: Promise<unknown> = Promise.resolve()

  /** Answers when everything that came before has been looked at. */
  async pass(): Promise<void> {
    const before = this.#before
    await before
    await turn()
  }

  /** Nothing that comes from now on is looked at before `until`. */
  standStill(until: Promise<unknown>): void {
    this.#before = Promise.all([this.#before, until])
  }
}
