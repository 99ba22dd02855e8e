// askrene's queue of searches: at most `askrene-max-threads` run at once, the others wait, first
// in, first out (askrene.c: json_getroutes, destroy_live_command).
import type { Turns } from './turns.ts'

export class Queue {
  #live = 0
  readonly #waiters: (() => void)[] = []
  readonly #maxThreads: () => number

  constructor(maxThreads: () => number) {
    this.#maxThreads = maxThreads
  }

  /**
   * Runs `work` in its turn, as askrene does: a search that arrives while there is room starts at
   * once, whoever is waiting; the end of one wakes one, if there is room then; raising the limit
   * wakes nobody.
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

/** A plugin's inbox: messages are handled in order, and not at all while the plugin hangs. */
export class Inbox {
  #before: Promise<unknown> = Promise.resolve()
  readonly #turn: Turns['turn']

  constructor(turn: Turns['turn']) {
    this.#turn = turn
  }

  /** Resolves when all earlier messages have been handled. */
  async pass(): Promise<void> {
    const before = this.#before
    await before
    await this.#turn()
  }

  /** Handles no message that arrives from now on before `until`. */
  standStill(until: Promise<unknown>): void {
    this.#before = Promise.all([this.#before, until])
  }
}
